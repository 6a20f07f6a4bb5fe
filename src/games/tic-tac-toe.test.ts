import { describe, expect, it } from "vitest";
import { testGame } from "./conformance/game.conformance.js";
import { testPlaythrough } from "./conformance/openspiel.conformance.js";
import { TERMINAL } from "./game.js";
import { type TicTacToeState, ticTacToe } from "./tic-tac-toe.js";
import { UndoStack } from "./undo-stack.js";

testGame(ticTacToe());
testPlaythrough(ticTacToe(), "tic_tac_toe.txt");

const MASK = new Uint8Array(9);
const RETURNS = new Float32Array(2);

/** Plays every game there is: `[games, games player 0 wins, games player 1 wins]`. */
function countGames(played: UndoStack<TicTacToeState>, counts = [0, 0, 0]): number[] {
  if (played.state.player === TERMINAL) {
    played.state.returns(RETURNS);
    counts[0]++;
    if (RETURNS[0] === 1) counts[1]++;
    if (RETURNS[1] === 1) counts[2]++;
    return counts;
  }
  for (let action = 0; action < 9; action++) {
    played.state.legalActions(MASK);
    if (!MASK[action]) continue;
    played.apply(action);
    countGames(played, counts);
    played.undo();
  }
  return counts;
}

describe("tic-tac-toe", () => {
  it("has as many games, and wins for each side, as are known", () => {
    expect(countGames(new UndoStack(ticTacToe()))).toEqual([255_168, 131_184, 77_904]);
  });

  it("is drawn with names and marks", () => {
    const game = ticTacToe();
    const state = game.newState();
    for (const name of ["b2", "A1", "c3"]) state.apply(game.actionFromName(name));
    expect(state.toString()).toBe("3 . . X\n2 . X .\n1 O . .\n  a b c");
  });
});
