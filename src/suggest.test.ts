import { describe, expect, test } from "vitest";
import { editDistance, nearest } from "./suggest.js";

describe("editDistance", () => {
  test.each([
    ["", "", 0],
    ["abc", "", 3],
    ["abc", "abc", 0],
    ["abc", "axc", 1],
    ["abc", "acb", 1],
    ["kitten", "sitting", 3],
    ["tarin", "train", 1],
    ["ca", "abc", 3],
  ])("%s → %s is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe("nearest", () => {
  const games = ["tic-tac-toe", "connect-four", "othello", "gomoku", "hex", "breakthrough", "go"];

  test.each([
    ["conect-four", "connect-four"],
    ["Othelo", "othello"],
    ["connect", "connect-four"],
    ["hxe", "hex"],
    ["tictactoe", "tic-tac-toe"],
    ["og", "go"],
  ])("%s means %s", (typed, meant) => expect(nearest(typed, games)).toBe(meant));

  test.each(["chess", "backgammon", "", "xyz"])("nothing is near %j", (typed) =>
    expect(nearest(typed, games)).toBeUndefined(),
  );
});
