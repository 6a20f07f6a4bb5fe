import { expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import { digHoles, randomSolution, solveSudoku } from "./grid.js";

const cellsOf = (text: string) => [...text].map((mark) => (mark === "." ? 0 : Number(mark)));

// The example of Wikipedia's article "Sudoku".
const PUZZLE = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";
const SOLUTION = "534678912672195348198342567859761423426853791713924856961537284287419635345286179";

test("the solver finds the one solution of a published puzzle", () => {
  expect(solveSudoku(cellsOf(PUZZLE), 9, 2)).toEqual([cellsOf(SOLUTION)]);
});

test("it counts all 288 grids of 4 × 4, and none where a digit repeats", () => {
  expect(solveSudoku(cellsOf(".".repeat(16)), 4, 1000)).toHaveLength(288);
  expect(solveSudoku(cellsOf(`11${".".repeat(14)}`), 4, 1)).toEqual([]);
});

test("holes are as many as asked for while the solution stays the only one", () => {
  const solution = randomSolution(new Random(1, "grid"), 9);
  const puzzle = digHoles(new Random(2, "grid"), solution, 9, 45);
  expect(puzzle.filter((digit) => digit === 0)).toHaveLength(45);
  expect(solveSudoku(puzzle, 9, 2)).toEqual([solution]);
  const bare = digHoles(new Random(3, "grid"), solution, 9, 81);
  expect(solveSudoku(bare, 9, 2)).toEqual([solution]);
  expect(bare.filter((digit) => digit !== 0).length).toBeGreaterThanOrEqual(17); // McGuire et al. 2012.
});
