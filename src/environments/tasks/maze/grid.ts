import type { Random } from "../../../random/index.js";

/** A square maze: `#` wall, `.` free, `S` start, `G` goal; rows from top to bottom. Outside is wall. */
export interface MazeProblem {
  readonly rows: readonly string[];
}

/** Moves by letter: rows down, columns right. */
export const MOVES = { U: [-1, 0], D: [1, 0], L: [0, -1], R: [0, 1] } as const;

export type Move = keyof typeof MOVES;

const ALL_MOVES = Object.keys(MOVES) as Move[];

/** Share of inner walls that are taken out of a maze without loops. */
const OPENED = 0.15;

/**
 * A maze of `rooms` × `rooms` rooms with walls between them, so 2 · rooms − 1 characters wide: a spanning tree grown at
 * random from a room (Prim's, taking a random edge), with a few walls taken out so that there is more than one way.
 */
export function randomMaze(random: Random, rooms: number): MazeProblem {
  const side = 2 * rooms - 1;
  const cells = Array.from({ length: side }, () => new Array<string>(side).fill("#"));
  const room = () => 2 * random.integer(rooms);
  const edges: { row: number; column: number; move: Move }[] = [];
  const enter = (row: number, column: number) => {
    cells[row][column] = ".";
    for (const move of ALL_MOVES) edges.push({ row, column, move });
  };
  enter(room(), room());
  while (edges.length > 0) {
    const [{ row, column, move }] = edges.splice(random.integer(edges.length), 1);
    const [down, right] = MOVES[move];
    const beyond = cells[row + 2 * down]?.[column + 2 * right];
    if (beyond === undefined || (beyond === "." && !random.chance(OPENED / 2))) continue;
    cells[row + down][column + right] = ".";
    if (beyond === "#") enter(row + 2 * down, column + 2 * right);
  }
  return withEnds(random, cells, rooms);
}

/** Puts start and goal into rooms that are no nearer than a side is long, or else as far apart as some pairs tried. */
function withEnds(random: Random, cells: readonly (readonly string[])[], rooms: number): MazeProblem {
  let best: { readonly maze: MazeProblem; readonly length: number } | undefined;
  const numbers = Array.from({ length: rooms * rooms }, (_, i) => i);
  for (let tries = 0; tries < 20; tries++) {
    const [start, goal] = random.shuffle(numbers);
    const marked = cells.map((row) => [...row]);
    marked[2 * Math.floor(start / rooms)][2 * (start % rooms)] = "S";
    marked[2 * Math.floor(goal / rooms)][2 * (goal % rooms)] = "G";
    const maze = { rows: marked.map((row) => row.join("")) };
    const { length } = shortestPath(maze);
    if (best === undefined || length > best.length) best = { maze, length };
    if (best.length >= 2 * (rooms - 1)) break;
  }
  return best!.maze;
}

/** Where a mark stands, `[row, column]`. */
export function find({ rows }: MazeProblem, mark: "S" | "G"): readonly [number, number] {
  const row = rows.findIndex((line) => line.includes(mark));
  return [row, rows[row].indexOf(mark)];
}

/** A shortest way from start to goal (breadth-first search). */
export function shortestPath(maze: MazeProblem): string {
  const [startRow, startColumn] = find(maze, "S");
  const queue = [{ row: startRow, column: startColumn, path: "" }];
  const seen = new Set([`${startRow},${startColumn}`]);
  for (const { row, column, path } of queue) {
    if (maze.rows[row][column] === "G") return path;
    for (const move of ALL_MOVES) {
      const [down, right] = MOVES[move];
      const next = { row: row + down, column: column + right, path: path + move };
      const key = `${next.row},${next.column}`;
      if ((maze.rows[next.row]?.[next.column] ?? "#") === "#" || seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  throw new RangeError("the maze has no way from its start to its goal");
}
