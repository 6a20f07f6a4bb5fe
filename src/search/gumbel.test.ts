import { describe, expect, it } from "vitest";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { Random } from "../random/index.js";
import { gumbelSearch } from "./gumbel.js";
import { madeUpNetwork } from "./made-up-network.conformance.js";
import { searchMany, searchOnce } from "./search-many.js";

const game = ticTacToe();
const played = (...actions: number[]) => {
  const state = game.newState();
  for (const action of actions) state.apply(action);
  return state;
};

describe("Gumbel search", () => {
  it("with no simulations samples from the network's policy when exploring", async () => {
    const slots = 100;
    const search = gumbelSearch(game, { slots });
    const network = madeUpNetwork(game, slots, 2);
    const count = 4000;
    const frequency = new Float64Array(game.actions);
    let prior = new Float32Array(0);
    const states = Array.from({ length: count }, () => played(4));
    const order = (i: number) => ({ simulations: 0, explore: true, random: new Random(1, "sample", i) });
    await searchMany(search, states, order, network, (_, result) => {
      frequency[result.action] += 1 / count;
      prior = result.prior.slice();
      expect(result.simulations).toBe(0);
    });
    // Three standard deviations of a share are at most 0.024.
    for (let a = 0; a < game.actions; a++) expect(Math.abs(frequency[a] - prior[a])).toBeLessThan(0.024);
  });

  it("does not consider more actions than it is told to", async () => {
    const search = gumbelSearch(game, { slots: 1, considered: 3 });
    const order = { simulations: 30, explore: true, random: new Random(3) };
    const { visits } = await searchOnce(search, game.newState(), order, madeUpNetwork(game, 1));
    expect(visits.filter((n) => n > 0).length).toBe(3);
  });

  it("plays the same without exploring whatever the random numbers, and varies with them when exploring", async () => {
    const search = gumbelSearch(game, { slots: 1 });
    const network = madeUpNetwork(game, 1);
    const actions = { plain: new Set<number>(), noisy: new Set<number>() };
    for (let seed = 0; seed < 20; seed++) {
      const order = { simulations: 8, random: new Random(seed) };
      actions.plain.add(
        (await searchOnce(search, game.newState(), { ...order, explore: false }, network)).action,
      );
      actions.noisy.add(
        (await searchOnce(search, game.newState(), { ...order, explore: true }, network)).action,
      );
    }
    expect(actions.plain.size).toBe(1);
    expect(actions.noisy.size).toBeGreaterThan(2);
  });

  it("improves the policy on average: its value under true values is no worse than the prior's", async () => {
    // Values of this network are all it knows of the game, so one ply deep they are the truth.
    const search = gumbelSearch(game, { slots: 1, considered: 9, solve: false });
    for (let seed = 0; seed < 20; seed++) {
      const network = madeUpNetwork(game, 1, 1, seed);
      const order = { simulations: 9, explore: false, random: new Random(0) };
      search.forget();
      const { values, prior, policy, visits } = await searchOnce(search, game.newState(), order, network);
      expect([...visits]).toEqual(new Array(9).fill(1));
      const worth = (weights: Float32Array) => weights.reduce((sum, w, a) => sum + w * values[a], 0);
      expect(worth(policy)).toBeGreaterThan(worth(prior));
    }
  });

  it("rejects settings out of range", () => {
    expect(() => gumbelSearch(game, { slots: 1, considered: 0 })).toThrow(/considered/);
    expect(() => gumbelSearch(game, { slots: 1, valueScale: -1 })).toThrow(/valueScale/);
    expect(() => gumbelSearch(game, { slots: 1, visitOffset: Number.NaN })).toThrow(/visitOffset/);
  });
});
