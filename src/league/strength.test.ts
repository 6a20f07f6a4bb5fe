import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connectFour, parsePositions } from "../games/index.js";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { scriptedPlayer } from "./scripted-players.js";
import { measureStrength } from "./strength.js";

test("tells a perfect player of tic-tac-toe from one that plays at random", async () => {
  const game = ticTacToe();
  const perfect = await measureStrength(game, scriptedPlayer(game, "minimax:9"));
  const random = await measureStrength(game, scriptedPlayer(game, "random"));
  expect(perfect.map(({ label }) => label)).toEqual([
    "score against random",
    "not lost against every possible play",
  ]);
  expect(perfect[0].share).toBeGreaterThan(0.8);
  expect(perfect[1].share).toBe(1);
  expect(random[1].share).toBeLessThan(0.8);
});

test("measures Connect Four on solved positions", async () => {
  const game = connectFour();
  const file = new URL("../../fixtures/connect-four/positions.txt", import.meta.url);
  const positions = parsePositions(readFileSync(file, "utf8"), file.pathname).slice(0, 60);
  const [against, minimax, optimal] = await measureStrength(
    game,
    scriptedPlayer(game, "minimax:4"),
    positions,
  );
  expect(against.share).toBeGreaterThan(0.9);
  expect(minimax).toMatchObject({ label: "score against minimax:4", count: 40 });
  expect(optimal).toMatchObject({ label: "optimal moves on solved positions", count: 60 });
  expect(optimal.share).toBeGreaterThan(0.4);
});
