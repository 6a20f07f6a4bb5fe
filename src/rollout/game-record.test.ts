import { expect, test } from "vitest";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { EpisodeBuilder, PLY_FULL, PLY_RANDOM } from "./episode.js";
import { recordOf } from "./game-record.js";

test("a game is told by its moves, values, result and last position", () => {
  const game = ticTacToe();
  const builder = new EpisodeBuilder(7, 9);
  const moves = ["a1", "b2", "a2", "c3", "a3"];
  for (const [ply, move] of moves.entries()) {
    const kind = ply === 0 ? PLY_RANDOM : PLY_FULL;
    builder.add(game.actionFromName(move), ply & 1, kind, ply === 3 ? -0.5 : 0.125);
  }
  const text = recordOf(game, builder.build(0, Float32Array.of(1, -1)));
  expect(text.split("\n").slice(0, 2)).toEqual([
    "game 7: [a1] b2 (+0.13) a2 (+0.13) c3 (−0.50) a3 (+0.13)",
    "player 1: 1, player 2: -1",
  ]);
  expect(text).toContain("X");
});
