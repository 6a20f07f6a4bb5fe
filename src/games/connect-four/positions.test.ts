import { describe, expect, it } from "vitest";
import { parsePositions, stateOf } from "./positions.js";

const GOOD = "1123534262 -16 -16 -16 1 -16 -16 16";

describe("parsePositions", () => {
  it("reads moves and scores, whatever the line ends are", () => {
    const [first, second, ...more] = parsePositions(`${GOOD}\r\n\n- 0 0 0 1 0 0 0`, "file.txt");
    expect(more).toEqual([]);
    expect(first.moves).toEqual([0, 0, 1, 2, 4, 2, 3, 1, 5, 1]);
    expect(first.scores).toEqual([-16, -16, -16, 1, -16, -16, 16]);
    expect(second).toEqual({ moves: [], scores: [0, 0, 0, 1, 0, 0, 0] });
    expect(stateOf(first).toString().split("\n").slice(2, 6)).toEqual([
      ". . . . . . .",
      ". O . . . . .",
      "O O O . . . .",
      "X X O X X X .",
    ]);
  });

  it.each([
    ["18 0 0 0 0 0 0 0", 'file.txt:2: expected moves as digits 1–7, found "18"'],
    ["12 0 0 0 0 0 0", "file.txt:2: expected seven scores after the moves, found 6"],
    ["12 0 0 0 x 0 0 0", 'file.txt:2: expected an integer for each score, found "x"'],
    [
      "1111111 0 0 0 0 0 0 0",
      "file.txt:2: expected moves into columns with room, found move 7 into the full column 1",
    ],
    [
      "12121213 0 0 0 0 0 0 0",
      "file.txt:2: expected moves of a game that goes on, found a game over after 7 of them",
    ],
    [
      "1212121 0 0 0 0 0 0 0",
      "file.txt:2: expected a position where the game goes on, found one where it is over",
    ],
    ["111111 0 0 0 0 0 0 0", "file.txt:2: expected -1000 for column 1, which is full, found 0"],
    ["11111 0 -1000 0 0 0 0 0", "file.txt:2: expected a score for column 2, found -1000"],
  ])("says what is wrong with %s", (line, message) => {
    expect(() => parsePositions(`${GOOD}\n${line}\n`, "file.txt")).toThrow(message);
  });
});
