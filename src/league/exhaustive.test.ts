import { expect, test } from "vitest";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { playExhaustively } from "./exhaustive.js";
import { scriptedPlayer } from "./scripted-players.js";

const game = ticTacToe();

test("a player that sees everything loses to nobody; one that takes the first square there is does", async () => {
  const perfect = await playExhaustively(game, scriptedPlayer(game, "minimax:9"));
  expect(perfect.lost).toBe(0);
  expect(perfect.won + perfect.drawn).toBe(perfect.games);
  const first = {
    name: "first",
    async choose(states: readonly ReturnType<typeof game.newState>[]) {
      const mask = new Uint8Array(9);
      return states.map((state) => {
        state.legalActions(mask);
        return mask.indexOf(1);
      });
    },
  };
  const weak = await playExhaustively(game, first);
  expect(weak.lost).toBeGreaterThan(0);
  expect(weak.won + weak.drawn + weak.lost).toBe(weak.games);
});
