import { answerBlock } from "../../task/answer.js";
import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import type { Grade } from "../../task/grade.js";
import { choice, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { type Cells, digHoles, randomSolution, solveSudoku } from "./grid.js";

/** A grid with one solution: rows of digits, `.` where one is to be found. */
export interface SudokuProblem {
  readonly rows: readonly string[];
}

/** Holes for one step of difficulty, by size. */
const HOLES = { 4: 2, 9: 9 } as const;

const OPTIONS = {
  ...commonOptions({ of: "steps of 2 empty cells of 4 × 4, of 9 empty cells of 9 × 9", to: 6, default: 2 }),
  size: choice("rows and columns", ["4", "9"]),
};

export const sudokuTask: TaskEntry<typeof OPTIONS, SudokuProblem> = {
  name: "sudoku",
  description: "fill a grid of 4 × 4 or 9 × 9 so that no digit repeats in a row, a column or a box",
  answer: "the full grid, one row a line, as the last lines or after `Answer:`",
  options: OPTIONS,
  make(options) {
    const size = options.size === "4" ? 4 : 9;
    return questionTask<SudokuProblem>(
      {
        name: "sudoku",
        generate(random, difficulty, wanted) {
          const solution = randomSolution(random, size);
          if (!wanted(rowsOf(solution, size).join("/"))) return undefined;
          return { rows: rowsOf(digHoles(random, solution, size, HOLES[size] * difficulty), size) };
        },
        id: ({ rows }) => rows.join("/"),
        family: (problem) => solutionOf(problem).join("/"),
        ask: ({ rows }) =>
          options.style === "plain"
            ? `${rows.join("\n")}\n`
            : `Fill the grid with the digits 1 to ${size} so that none repeats in a row, a column or a box of ` +
              `${Math.sqrt(size)} × ${Math.sqrt(size)}.\n\n${rows.join("\n")}\n\n` +
              "End with a line `Answer:` and the full grid below it, one row a line.",
        grade: gradeSudoku,
        demonstrate: (problem) =>
          `${options.style === "plain" ? "" : "Answer:\n"}${solutionOf(problem).join("\n")}`,
      },
      options,
    );
  },
};

/**
 * Sudoku of 4 × 4 or 9 × 9. Plain prompts are the grid alone. A grid is held out by its solution, so no puzzle of the
 * test split has a solution that was seen in training.
 *
 * @example
 * const environment = sudoku({ size: "9", difficulty: 5 });
 */
export function sudoku(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<SudokuProblem>> {
  return makeTask(sudokuTask, options);
}

function rowsOf(cells: Cells, size: number): string[] {
  return Array.from({ length: size }, (_, row) =>
    cells
      .slice(row * size, (row + 1) * size)
      .map((digit) => digit || ".")
      .join(""),
  );
}

function solutionOf({ rows }: SudokuProblem): string[] {
  const cells = [...rows.join("")].map((digit) => (digit === "." ? 0 : Number(digit)));
  return rowsOf(solveSudoku(cells, rows.length, 1)[0], rows.length);
}

/** Reads the last lines that are rows of digits; spaces and lines drawn between boxes do not matter. */
function gradeSudoku(problem: SudokuProblem, text: string): Grade {
  const size = problem.rows.length;
  const lines = answerBlock(text).split("\n");
  const row = new RegExp(`^[1-${size}]{${size}}$`);
  const found = lines.map((line) => line.replace(/[\s|,]/g, "")).filter((line) => row.test(line));
  if (found.length < size) return { solved: false, format: 0 };
  const expected = solutionOf(problem).join("");
  const answer = found.slice(-size).join("");
  const holes = [...problem.rows.join("")].flatMap((mark, cell) => (mark === "." ? [cell] : []));
  const right = holes.filter((cell) => answer[cell] === expected[cell]).length;
  return {
    solved: answer === expected,
    format: lines.slice(-size).every((line) => row.test(line)) ? 1 : 0,
    progress: right / holes.length,
  };
}
