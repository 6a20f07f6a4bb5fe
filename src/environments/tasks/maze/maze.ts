import { answerLine } from "../../task/answer.js";
import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import type { Grade } from "../../task/grade.js";
import { flag, number, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { find, type MazeProblem, MOVES, type Move, randomMaze, shortestPath } from "./grid.js";

const OPTIONS = {
  ...commonOptions({ of: "rooms along a side, less one", to: 9, default: 2 }),
  shortest: flag("only a shortest path counts as solved", false),
  shortestReward: number("paid besides for a path that is a shortest one", { from: 0, to: 1, default: 0 }),
};

export const mazeTask: TaskEntry<typeof OPTIONS, MazeProblem> = {
  name: "maze",
  description: "find a path through a maze drawn in characters",
  answer: "moves in the letters U, D, L, R, on the last line or after `Answer:`",
  options: OPTIONS,
  make: (options) =>
    questionTask<MazeProblem>(
      {
        name: "maze",
        generate: (random, difficulty) => randomMaze(random, difficulty + 1),
        id: ({ rows }) => rows.join("/"),
        ask: ({ rows }) =>
          options.style === "plain"
            ? `${rows.join("\n")}\n`
            : "Find a path from S to G. # is a wall and . is free.\n\n" +
              `${rows.join("\n")}\n\nEnd with a line \`Answer: MOVES\`, in the letters U (up), D, L and R.`,
        grade: (maze, text) => gradeMaze(maze, text, options),
        demonstrate: (maze) => `${options.style === "plain" ? "" : "Answer: "}${shortestPath(maze)}`,
      },
      options,
    ),
};

/**
 * Paths through mazes. Plain prompts are the picture alone.
 *
 * @example
 * const environment = maze({ difficulty: 3, shortest: true });
 */
export function maze(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<MazeProblem>> {
  return makeTask(mazeTask, options);
}

/** Walks the path. It may pass the same place twice, but no wall, and ends on the goal. */
function gradeMaze(
  maze: MazeProblem,
  text: string,
  rules: { readonly shortest: boolean; readonly shortestReward: number },
): Grade {
  const line = answerLine(text);
  const path = line.toUpperCase().replace(/[\s,;>→-]/g, "");
  if (!/^[UDLR]+$/.test(path)) return { solved: false, format: 0 };
  let [row, column] = find(maze, "S");
  let free = 0;
  for (const move of path) {
    const [down, right] = MOVES[move as Move];
    if ((maze.rows[row + down]?.[column + right] ?? "#") === "#") break;
    row += down;
    column += right;
    free++;
  }
  const arrived = free === path.length && maze.rows[row][column] === "G";
  const least = shortestPath(maze).length;
  const shortest = arrived && path.length === least;
  const solved = rules.shortest ? shortest : arrived;
  return {
    solved,
    format: line === path ? 1 : 0,
    progress: solved ? 1 : nearer(maze, row, column, least),
    reward: { shortest: shortest ? rules.shortestReward : 0 },
    metrics: { arrived: arrived ? 1 : 0, shortest: shortest ? 1 : 0, free: free / path.length },
  };
}

/** By what share of the whole way a place is nearer to the goal than the start was; below 1. */
function nearer(maze: MazeProblem, row: number, column: number, least: number): number {
  const rows = maze.rows.map((line) => line.replace("S", "."));
  if (rows[row][column] === "G") return 0;
  rows[row] = `${rows[row].slice(0, column)}S${rows[row].slice(column + 1)}`;
  return Math.max(0, (least - shortestPath({ rows }).length) / least);
}
