import { describe, expect, it } from "vitest";
import { hex } from "../games/hex.js";
import { Random } from "../random/index.js";
import { gumbelSearch } from "./gumbel.js";
import { type HashTreeOptions, hashTree, hashTreeEvaluator } from "./hash-tree.conformance.js";
import { madeUpNetwork } from "./made-up-network.conformance.js";
import { puctSearch } from "./puct.js";
import type { SearchResult } from "./search.js";
import { searchMany, searchOnce } from "./search-many.js";
import { newSearchResult } from "./search-result.js";
import type { TreeSearchOptions } from "./tree-search.js";

const game = hex({ size: 4 });
const kinds = [
  { kind: "gumbel", make: (options: TreeSearchOptions) => gumbelSearch(game, options) },
  { kind: "puct", make: (options: TreeSearchOptions) => puctSearch(game, options) },
];

/** Positions after some random moves. */
function positions(count: number, plies: number) {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(i, "positions");
    const state = game.newState();
    const mask = new Uint8Array(game.actions);
    for (let ply = 0; ply < plies; ply++) {
      state.legalActions(mask);
      state.apply(random.categorical(mask));
    }
    return state;
  });
}

function copied(result: SearchResult) {
  return {
    ...result,
    policy: [...result.policy],
    prior: [...result.prior],
    visits: [...result.visits],
    values: [...result.values],
  };
}

/** All results, in order. */
async function results(
  make: (options: TreeSearchOptions) => ReturnType<typeof gumbelSearch<ReturnType<typeof game.newState>>>,
  options: TreeSearchOptions,
  simulations: number,
  explore: boolean,
) {
  const search = make(options);
  const network = madeUpNetwork(game, search.capacity);
  const found: ReturnType<typeof copied>[] = [];
  const order = (i: number) => ({ simulations, explore, random: new Random(1, "search", i) });
  await searchMany(search, positions(12, 4), order, network, (i, result) => {
    found[i] = copied(result);
  });
  return { found, search, network };
}

describe.each(kinds)("$kind search", ({ make }) => {
  it("counts its simulations and gives proper policies", async () => {
    for (const leavesPerSlot of [1, 3]) {
      const { found } = await results(make, { slots: 4, solve: false, leavesPerSlot }, 50, true);
      const mask = new Uint8Array(game.actions);
      for (const [i, state] of positions(12, 4).entries()) {
        const { visits, policy, prior, values, simulations, action, value, networkValue } = found[i];
        state.legalActions(mask);
        expect(simulations).toBe(50);
        expect(sum(visits)).toBe(50);
        expect(sum(policy)).toBeCloseTo(1, 5);
        expect(sum(prior)).toBeCloseTo(1, 5);
        expect(mask[action]).toBe(1);
        expect(Math.abs(value)).toBeLessThanOrEqual(1);
        expect(Math.abs(networkValue)).toBeLessThanOrEqual(1);
        for (let a = 0; a < game.actions; a++) {
          if (mask[a] === 0)
            expect([visits[a], policy[a], prior[a], values[a]]).toEqual([0, 0, 0, Number.NaN]);
          expect(Number.isNaN(values[a])).toBe(visits[a] === 0);
        }
      }
    }
  });

  it.each([0, 2])(
    "finds the same with any number of slots, with and without cache, looking %i ahead",
    async (lookahead) => {
      const { found } = await results(make, { slots: 1, lookahead }, 40, true);
      for (const options of [{ slots: 5 }, { slots: 12, cacheSize: 0 }, { slots: 12, cacheSize: 16 }]) {
        expect((await results(make, { ...options, lookahead }, 40, true)).found).toEqual(found);
      }
    },
  );

  it("never asks for more rows than its capacity, and fills batches from one slot when told to", async () => {
    const { network, search } = await results(make, { slots: 2, leavesPerSlot: 4, cacheSize: 0 }, 60, false);
    expect(search.capacity).toBe(8);
    expect(Math.max(...network.batches)).toBeLessThanOrEqual(8);
    expect(Math.max(...network.batches)).toBeGreaterThan(4);
  });

  it("shares rows within a batch and answers from the cache after it", async () => {
    const search = make({ slots: 6 });
    const network = madeUpNetwork(game, 6);
    const state = game.newState();
    const order = { simulations: 30, explore: false, random: new Random(0) };
    const same = Array.from({ length: 6 }, () => state);
    await searchMany(
      search,
      same,
      () => order,
      network,
      () => {},
    );
    expect(network.batches.every((rows) => rows === 1)).toBe(true);
    const { evaluations, shared } = search.statistics;
    expect(evaluations).toBe(31);
    expect(shared).toBe(5 * 31);
    await searchOnce(search, state, order, network);
    expect(search.statistics).toMatchObject({ evaluations, cacheHits: 31, simulations: 7 * 30 });
    search.forget();
    await searchOnce(search, state, order, network);
    expect(search.statistics.evaluations).toBe(2 * evaluations);
  });

  it("keeps the subtree of the action played, and its statistics go on from there", async () => {
    const search = make({ slots: 1, reuse: true, solve: false });
    const network = madeUpNetwork(game, 1);
    const state = game.newState();
    const random = new Random(0);
    const first = copied(
      await searchOnce(search, state, { simulations: 100, explore: false, random }, network),
    );
    state.apply(first.action);
    search.played(0, first.action);
    const next = await searchOnce(search, state, { simulations: 0, explore: false, random }, network);
    expect(next.simulations).toBe(0);
    // One of the action's visits was the evaluation of the position itself.
    expect(sum(next.visits)).toBe(first.visits[first.action] - 1);
    let total = next.networkValue;
    for (let a = 0; a < game.actions; a++) if (next.visits[a] > 0) total += next.visits[a] * next.values[a];
    expect(-total / first.visits[first.action]).toBeCloseTo(first.values[first.action], 5);
    const kept = copied(next);
    const more = await searchOnce(search, state, { simulations: 20, explore: false, random }, network);
    expect(search.statistics.kept).toBe(first.visits[first.action]);
    expect(sum(more.visits)).toBe(20);
    expect(kept.simulations).toBe(0);
  });

  it("drops a kept subtree when another position is searched or the weights changed", async () => {
    const search = make({ slots: 1, reuse: true });
    const network = madeUpNetwork(game, 1);
    const [state, other] = positions(2, 4);
    const order = { simulations: 50, explore: false, random: new Random(0) };
    const { action } = await searchOnce(search, state, order, network);
    search.played(0, action);
    const fresh = make({ slots: 1 });
    expect(copied(await searchOnce(search, other, order, network))).toEqual(
      copied(await searchOnce(fresh, other, order, network)),
    );
    const again = await searchOnce(search, state, order, network);
    search.played(0, again.action);
    search.forget();
    state.apply(again.action);
    await searchOnce(search, state, order, network);
    expect(search.statistics.kept).toBe(0);
  });

  it("drops answers to a search that was abandoned", async () => {
    const search = make({ slots: 2, cacheSize: 0 });
    const network = madeUpNetwork(game, 2);
    const [a, b, c] = positions(3, 4);
    const order = { simulations: 20, explore: false, random: new Random(0) };
    search.begin(0, a, order);
    search.begin(1, b, order);
    expect(search.advance(network.observations)).toBe(2);
    search.begin(0, c, order);
    search.played(1, 0);
    const { logits, values } = await network.evaluate(2);
    search.receive(logits, values);
    expect(search.done(1)).toBe(true);
    const result = newSearchResult(game.actions);
    while (!search.done(0)) {
      const answers = await network.evaluate(search.advance(network.observations));
      search.receive(answers.logits, answers.values);
    }
    search.result(0, result);
    const alone = await searchOnce(make({ slots: 1 }), c, order, network);
    expect(copied(result)).toEqual(copied(alone));
  });

  it("says what is wrong", async () => {
    const search = make({ slots: 1 });
    const network = madeUpNetwork(game, 1);
    const over = game.newState();
    const mask = new Uint8Array(game.actions);
    while (over.legalActions(mask) > 0) over.apply(mask.indexOf(1));
    const order = { simulations: 4, explore: false, random: new Random(0) };
    expect(() => search.begin(0, over, order)).toThrow(/game is over/);
    expect(() => search.begin(1, game.newState(), order)).toThrow(/slot/);
    expect(() => search.begin(0, game.newState(), { ...order, simulations: 1.5 })).toThrow(/simulations/);
    expect(() => search.result(0, newSearchResult(game.actions))).toThrow(/nothing yet/);
    expect(() => make({ slots: 0 })).toThrow(/slots/);
    expect(() => search.advance(new Float32Array(3))).toThrow(/observations/);
    search.begin(0, game.newState(), order);
    search.advance(network.observations);
    expect(() => search.advance(network.observations)).toThrow(/receive/);
    const bad = new Float32Array(game.actions).fill(Number.NaN);
    expect(() => search.receive(bad, Float32Array.of(0))).toThrow(/not finite/);
  });

  it("does not grow from search to search", async () => {
    const search = make({ slots: 8, reuse: true, cacheSize: 1024 });
    const network = madeUpNetwork(game, 8);
    const roots = positions(200, 3);
    const order = { simulations: 40, explore: true, random: new Random(0) };
    const used = async () => {
      await searchMany(
        search,
        roots,
        () => order,
        network,
        () => {},
      );
      const { arrayBuffers } = process.memoryUsage();
      return arrayBuffers;
    };
    const tables = () => JSON.stringify(sizes(search));
    await used();
    const before = tables();
    await used();
    expect(tables()).toBe(before);
  });
});

describe("the solver", () => {
  /** The value of a state for the player to move, and which actions reach it. */
  function exhaustive(tree: ReturnType<typeof hashTree>, state: ReturnType<typeof tree.newState>) {
    const mask = new Uint8Array(tree.actions);
    const returns = new Float32Array(tree.players);
    state.legalActions(mask);
    const values = [...mask].map((legal, action): number => {
      if (legal === 0) return Number.NEGATIVE_INFINITY;
      const next = tree.newState();
      next.copyFrom(state);
      next.apply(action);
      next.returns(returns);
      if (next.player < 0) return returns[state.player];
      return exhaustive(tree, next).value * (next.player === state.player ? 1 : -1);
    });
    return { value: Math.max(...values), values };
  }

  it.each([
    ["gumbel", 0, 1],
    ["gumbel", 1, 1],
    ["gumbel", 2, 1],
    ["gumbel", 2, 3],
    ["puct", 0, 1],
    ["puct", 2, 3],
  ])(
    "%s looking %i ahead proves small games to be worth what they are worth",
    async (kind, lookahead, leavesPerSlot) => {
      let proven = 0;
      for (let seed = 0; seed < 100; seed++) {
        const players = seed % 4 === 0 ? 1 : 2;
        const options: HashTreeOptions = {
          seed,
          actions: 3,
          depth: 4,
          players,
          illegal: 50,
          again: 60,
          end: 30,
        };
        const tree = hashTree(options);
        const how = { slots: 1, lookahead, leavesPerSlot };
        const search = kind === "gumbel" ? gumbelSearch(tree, how) : puctSearch(tree, how);
        const state = tree.newState();
        const order = { simulations: 1000, explore: seed % 2 === 0, random: new Random(seed) };
        const result = await searchOnce(search, state, order, hashTreeEvaluator(options, leavesPerSlot));
        const { value, values } = exhaustive(tree, state);
        expect(values[result.action]).toBe(value);
        expect(sum(result.policy)).toBeCloseTo(1, 5);
        if (result.simulations === 1000) continue;
        proven++;
        expect(result.value).toBe(value);
        for (let a = 0; a < 3; a++) if (values[a] < value) expect(result.policy[a]).toBe(0);
      }
      // A root action that is proven, but neither a win nor a loss, goes on taking visits, for the policy's sake.
      expect(proven).toBeGreaterThan(85);
    },
  );
});

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** Lengths of all arrays reachable from an object. */
function sizes(value: unknown, seen = new Set<unknown>()): number[] {
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  if (ArrayBuffer.isView(value)) return [value.byteLength];
  const items = value instanceof Map ? [...value.values()] : Object.values(value);
  return [items.length, ...items.flatMap((item) => sizes(item, seen))];
}
