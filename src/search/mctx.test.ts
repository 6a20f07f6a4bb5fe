import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Random } from "../random/index.js";
import { gumbelSearch } from "./gumbel.js";
import { type HashTreeOptions, hashTree, hashTreeEvaluator } from "./hash-tree.conformance.js";
import { puctSearch } from "./puct.js";
import type { BatchedSearch, SearchResult } from "./search.js";
import { searchOnce } from "./search-many.js";
import { sequentialHalving } from "./sequential-halving.js";

interface Found {
  readonly simulations: number;
  readonly action: number;
  readonly weights: readonly number[];
  readonly visits: readonly number[];
  readonly values: readonly number[];
  readonly rootValue: number;
}

interface GumbelCase extends Found {
  readonly considered: number;
  readonly transform: { value_scale: number; maxvisit_init: number; rescale_values: boolean };
  readonly noise: readonly number[];
}

interface PuctCase extends Found {
  readonly init: number;
  readonly base: number;
}

interface Fixture {
  readonly mctx: string;
  readonly games: readonly {
    options: HashTreeOptions;
    gumbel: readonly GumbelCase[];
    puct: readonly PuctCase[];
  }[];
  readonly sequentialHalving: readonly { candidates: number; simulations: number; plan: number[] }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/mctx/search.json", import.meta.url), "utf8"),
);

/** Draws the noise that mctx drew. */
class Replayed extends Random {
  private next = 0;

  constructor(private readonly noise: readonly number[]) {
    super(0);
  }

  override gumbel(): number {
    return this.noise[this.next++];
  }
}

describe(`searches give what mctx ${fixture.mctx} gives`, () => {
  for (const { options, gumbel, puct } of fixture.games) {
    const game = hashTree(options);
    const evaluator = hashTreeEvaluator(options, 1);
    const state = game.newState();

    const run = (
      search: BatchedSearch<typeof state>,
      simulations: number,
      random: Random,
      explore: boolean,
    ) => searchOnce(search, state, { simulations, explore, random }, evaluator);

    for (const expected of gumbel) {
      const { simulations, considered, transform, noise } = expected;
      const explore = noise.some((x) => x !== 0);
      const scale = transform.rescale_values ? "rescaled" : "plain";
      it(`gumbel: game ${options.seed}, ${simulations} simulations, ${scale}${explore ? ", noise" : ""}`, async () => {
        const search = gumbelSearch(game, {
          slots: 1,
          solve: false,
          considered,
          visitOffset: transform.maxvisit_init,
          // mctx multiplies values in −1 … 1 by its scale, we the same values brought to 0 … 1 by ours.
          valueScale: transform.value_scale * (transform.rescale_values ? 1 : 2),
          rescale: transform.rescale_values,
        });
        const mask = new Uint8Array(game.actions);
        state.legalActions(mask);
        const random = new Replayed(noise.filter((_, action) => mask[action] === 1));
        const found = await run(search, simulations, random, explore);
        expectStatistics(found, expected);
        expect(found.action).toBe(expected.action);
        expectClose(found.policy, expected.weights);
      });
    }

    for (const expected of puct) {
      const { simulations, init, base } = expected;
      it(`puct: game ${options.seed}, ${simulations} simulations, c ${init} ${base}`, async () => {
        const search = puctSearch(game, {
          slots: 1,
          solve: false,
          explorationInit: init,
          explorationBase: base,
          firstPlay: "loss",
        });
        const found = await run(search, simulations, new Random(0), false);
        expectStatistics(found, expected);
        expectClose(found.policy, expected.weights);
        expect(found.value).toBeCloseTo(expected.rootValue, 6);
      });
    }
  }

  for (const { candidates, simulations, plan } of fixture.sequentialHalving) {
    it(`sequential halving of ${simulations} simulations among ${candidates}`, () => {
      expect([...sequentialHalving(candidates, simulations)]).toEqual(plan);
    });
  }
});

function expectStatistics(found: SearchResult, expected: Found): void {
  expect([...found.visits]).toEqual(expected.visits);
  expectClose(
    found.values.map((value) => (Number.isNaN(value) ? 0 : value)),
    expected.values,
  );
  let sum = found.networkValue;
  for (let a = 0; a < found.visits.length; a++)
    if (found.visits[a] > 0) sum += found.visits[a] * found.values[a];
  expect(sum / (found.simulations + 1)).toBeCloseTo(expected.rootValue, 6);
}

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  const worst = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - found[i])), 0);
  expect(worst).toBeLessThan(1e-6);
}
