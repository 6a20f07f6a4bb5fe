import { describe, expect, it } from "vitest";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { Random } from "../random/index.js";
import { madeUpNetwork } from "./made-up-network.conformance.js";
import { type PuctSearchOptions, puctSearch } from "./puct.js";
import { searchMany, searchOnce } from "./search-many.js";

const game = ticTacToe();
const network = madeUpNetwork(game, 64);

/** How often each action is chosen over many searches of the empty board, and one of the results. */
async function frequencies(
  options: Partial<PuctSearchOptions>,
  simulations: number,
  ply: number,
  count: number,
) {
  const search = puctSearch(game, { slots: 64, ...options });
  const states = Array.from({ length: count }, () => game.newState());
  const frequency = new Float64Array(game.actions);
  const policies: Float32Array[] = [];
  let prior = new Float32Array(0);
  const order = (i: number) => ({ simulations, explore: true, random: new Random(2, "sample", i), ply });
  await searchMany(search, states, order, network, (_, result) => {
    frequency[result.action] += 1 / count;
    policies.push(result.policy.slice());
    prior = result.prior.slice();
  });
  return { frequency, policies, prior };
}

const largest = (values: ArrayLike<number>) => Array.from(values).indexOf(Math.max(...Array.from(values)));

describe("PUCT search", () => {
  it("draws the action in proportion to the visits in the opening and plays the most visited one after it", async () => {
    const { frequency, policies } = await frequencies({ dirichletShare: 0 }, 40, 5, 3000);
    for (let a = 0; a < game.actions; a++) expect(Math.abs(frequency[a] - policies[0][a])).toBeLessThan(0.03);
    const later = await frequencies({ dirichletShare: 0 }, 40, 30, 50);
    expect(later.frequency[largest(policies[0])]).toBeCloseTo(1, 9);
  });

  it("sharpens the draw with a low temperature", async () => {
    const { frequency, policies } = await frequencies({ dirichletShare: 0, temperature: 0.5 }, 40, 0, 3000);
    const squares = policies[0].map((p) => p * p);
    const total = squares.reduce((sum, p) => sum + p, 0);
    for (let a = 0; a < game.actions; a++)
      expect(Math.abs(frequency[a] - squares[a] / total)).toBeLessThan(0.03);
    const cold = await frequencies({ dirichletShare: 0, temperature: 0 }, 40, 0, 50);
    expect(cold.frequency[largest(policies[0])]).toBeCloseTo(1, 9);
  });

  it("explores other actions with other noise, around the same prior", async () => {
    const noisy = await frequencies({ dirichletShare: 0.25, dirichletAlpha: 0.5 }, 30, 99, 200);
    const plain = await frequencies({ dirichletShare: 0 }, 30, 99, 1);
    expect(noisy.prior).toEqual(plain.prior);
    expect(new Set(noisy.policies.map((policy) => policy.join())).size).toBeGreaterThan(50);
    expect(plain.policies.length).toBe(1);
  });

  it("with no simulations follows the prior", async () => {
    const search = puctSearch(game, { slots: 1 });
    const order = { simulations: 0, explore: false, random: new Random(0) };
    const result = await searchOnce(search, game.newState(), order, network);
    expect(result.policy).toEqual(result.prior);
    expect(result.action).toBe(largest(result.prior));
    expect(result.value).toBeCloseTo(result.networkValue, 6);
  });

  it("spreads leaves that are in flight by virtual loss", async () => {
    const order = { simulations: 64, explore: false, random: new Random(0) };
    const flat = madeUpNetwork(game, 8, 0);
    const search = puctSearch(game, { slots: 1, leavesPerSlot: 8, cacheSize: 0 });
    await searchOnce(search, game.newState(), order, flat);
    // The root, eight of its nine children, and so on: nearly all batches are full.
    expect(flat.batches[0]).toBe(1);
    expect(flat.batches[1]).toBe(8);
    expect(flat.batches.length).toBeLessThan(16);
  });

  it("rejects settings out of range", () => {
    expect(() => puctSearch(game, { slots: 1, dirichletShare: 2 })).toThrow(/dirichletShare/);
    expect(() => puctSearch(game, { slots: 1, dirichletAlpha: 0 })).toThrow(/dirichletAlpha/);
    expect(() => puctSearch(game, { slots: 1, explorationBase: 0 })).toThrow(/explorationBase/);
    expect(() => puctSearch(game, { slots: 1, temperature: -1 })).toThrow(/temperature/);
  });
});
