import { expect, test } from "vitest";
import { Resignation } from "./resignation.js";

test("a player resigns when it was below the threshold at two moves running", () => {
  const game = new Resignation(0.9, 0);
  expect([0, 1, 0].map((player, i) => game.update(player, [-0.95, 0.95, -0.5][i]))).toEqual([
    false,
    false,
    false,
  ]);
  expect(game.update(1, 0.9)).toBe(false);
  expect(game.update(0, -0.95)).toBe(false);
  expect(game.update(1, -0.95)).toBe(false);
  expect(game.update(0, -0.92)).toBe(true);
});

test("in a checked game nobody resigns, and a resignation that would have been wrong is counted", () => {
  const outcomes = [
    { returns: [1, -1], wrong: 1 },
    { returns: [0, 0], wrong: 1 },
    { returns: [-1, 1], wrong: 0 },
  ];
  for (const { returns, wrong } of outcomes) {
    const game = new Resignation(0.9, Resignation.CHECKED);
    game.update(0, -1);
    expect(game.update(0, -1)).toBe(false);
    // The other player's later despair does not change who would have resigned.
    game.update(1, -1);
    game.update(1, -1);
    const counts = { checked: 0, wrong: 0 };
    new Resignation(0.9, game.state).settle(Float32Array.from(returns), counts);
    expect(counts).toEqual({ checked: 1, wrong });
  }
});

test("a threshold of 1 never resigns", () => {
  const game = new Resignation(1, 0);
  expect([game.update(0, -1), game.update(0, -1)]).toEqual([false, false]);
});
