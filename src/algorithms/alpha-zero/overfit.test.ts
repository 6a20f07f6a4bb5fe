import { expect, test } from "vitest";
import { hex } from "../../games/hex.js";
import { ticTacToe } from "../../games/tic-tac-toe.js";
import { overfitOneBatch } from "./overfit.js";

test.each([ticTacToe(), hex({ size: 4 })])("the network of $name learns a batch by heart", async (game) => {
  const report = await overfitOneBatch(game);

  expect(report).toMatchObject({ learnt: true });
});

test("a game whose observations tell nothing cannot be learnt", async () => {
  const game = ticTacToe();
  const blind = {
    ...game,
    newState: () =>
      Object.assign(game.newState(), {
        observe: (into: Float32Array, at: number) => into.fill(0, at, at + 18),
      }),
  };
  expect(await overfitOneBatch(blind, 60)).toMatchObject({ learnt: false, positions: 1 });
});
