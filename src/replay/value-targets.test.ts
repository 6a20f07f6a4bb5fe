import { describe, expect, it } from "vitest";
import type { Episode } from "../rollout/episode.js";
import { valueTargets } from "./value-targets.js";

function episode(players: number[], values: number[], returns: number[]): Episode {
  return {
    id: 0,
    version: 0,
    actions: new Uint16Array(players.length),
    players: Uint8Array.from(players),
    kinds: new Uint8Array(players.length),
    values: Float32Array.from(values),
    policies: new Float32Array(players.length),
    returns: Float32Array.from(returns),
    resigned: false,
  };
}

const targets = (given: Episode, lambda: number) => Array.from(valueTargets(given, lambda));

describe("value targets", () => {
  const game = episode([0, 1, 0], [0.5, -0.25, 0], [1, -1]);

  it("are the result for the mover with λ = 1, the search's value with λ = 0", () => {
    expect(targets(game, 1)).toEqual([1, -1, 1]);
    expect(targets(game, 0)).toEqual([0.5, -0.25, 0]);
  });

  it("weigh later searches by powers of λ", () => {
    // From the end: 0.5; −0.125 − 0.25; 0.25 + 0.1875.
    expect(targets(game, 0.5)).toEqual([0.4375, -0.375, 0.5]);
  });

  it("stop at a proven value", () => {
    expect(targets(episode([0, 1, 0, 1], [0, -1, 0.5, 0], [-1, 1]), 0.5)).toEqual([0.5, -1, 0, 0.5]);
  });

  it("do not change sign while the same player moves", () => {
    expect(targets(episode([0, 0], [0.5, 0], [0.5]), 0.5)).toEqual([0.375, 0.25]);
  });
});
