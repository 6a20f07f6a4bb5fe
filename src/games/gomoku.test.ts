import { describe, expect, test } from "vitest";
import { OptionError } from "../errors.js";
import { testGame } from "./conformance/game.conformance.js";
import { testPlaythrough } from "./conformance/openspiel.conformance.js";
import { TERMINAL } from "./game.js";
import { gomoku } from "./gomoku.js";

function play(size: number, moves: string) {
  const game = gomoku({ size });
  const state = game.newState();
  for (const move of moves.split(" ")) state.apply(game.actionFromName(move));
  const returns = new Float32Array(2);
  state.returns(returns);
  return { state, returns: [...returns] };
}

describe("gomoku", () => {
  test.each([
    ["a row", "a1 a2 b1 b2 c1 c2 d1 d2 e1"],
    ["a column", "a1 b1 a2 b2 a3 b3 a4 b4 a5"],
    ["a rising diagonal", "c3 a1 d4 a2 e5 a3 f6 a4 g7"],
    ["a falling diagonal", "a7 a1 b6 a2 c5 a3 d4 a4 e3"],
    ["the gap filled last", "a1 a2 b1 b2 d1 d2 e1 e2 c1"],
    ["six in a row", "a1 a2 b1 b2 c1 c2 e1 e2 f1 f2 d1"],
  ])("%s wins", (_, moves) => {
    const { state, returns } = play(7, moves);
    expect(state.player).toBe(TERMINAL);
    expect(returns).toEqual([1, -1]);
  });

  test("player 1 wins too", () => {
    expect(play(7, "g7 a1 g6 b1 g5 c1 g4 d1 a7 e1").returns).toEqual([-1, 1]);
  });

  test.each([
    ["four", "a1 a2 b1 b2 c1 c2 d1"],
    ["a row that goes on at the other edge", "d1 a7 e1 b7 f1 c7 g1 d7 a2"],
    ["a row with a gap", "a1 a2 b1 b2 c1 c2 e1 e2 f1"],
  ])("%s does not win", (_, moves) => {
    const { state, returns } = play(7, moves);
    expect(state.player).toBe(1);
    expect(returns).toEqual([0, 0]);
  });

  test("a full board without five in a row is a draw", () => {
    const pairs = "a1 b1 c1 d1 e1 a2 b2 c2 d2 e2 b3 a3 d3 c3 a4 e3 c4 b4 e4 d4 b5 a5 d5 c5 e5";
    const { state, returns } = play(5, pairs);
    expect(state.player).toBe(TERMINAL);
    expect(returns).toEqual([0, 0]);
    expect(state.legalActions(new Uint8Array(25))).toBe(0);
  });

  test("draws the board", () => {
    expect(play(5, "a1 c3").state.toString()).toBe(
      ["5 . . . . .", "4 . . . . .", "3 . . O . .", "2 . . . . .", "1 X . . . .", "  a b c d e"].join("\n"),
    );
  });

  test.each([4, 27, 7.5])("has no board of %f rows", (size) =>
    expect(() => gomoku({ size })).toThrow(OptionError),
  );
});

testGame(gomoku());
testGame(gomoku({ size: 7 }));

testPlaythrough(gomoku(), "gomoku.txt");
testPlaythrough(gomoku(), "mnk.txt");
