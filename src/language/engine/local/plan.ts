import type { Datum } from "../language-engine.js";
import { type Choice, layOut, type PlannedBatch } from "./batch.js";
import { type Packing, pack } from "./packing.js";

/** How data are computed: each worker's batches. */
export interface Plan {
  readonly workers: readonly (readonly PlannedBatch[])[];
  /** Tokens computed, padding included, and those of them that are padding. */
  readonly computed: number;
  readonly padding: number;
}

/** Batches are not made smaller than this to give every worker one. */
const LEAST_TOKENS = 128;

/** What a batch costs besides its tokens, in tokens: an estimate from steps of 3 million parameters. */
const BATCH_COST = 60;

/** Sizes of batches that are tried. More data than so many make no difference that is worth the search. */
const [SIZES, MOST_SEARCHED] = [12, 1024];

/**
 * Packs data into batches and deals these out so that the workers are done at about the same time and soon; the same data are
 * always dealt out in the same way.
 *
 * @param budget most tokens of a batch
 */
export function planBatches(data: readonly Datum[], budget: number, workers: number, choice: Choice): Plan {
  const lengths = data.map(({ inputIds }) => inputIds.length);
  const total = lengths.reduce((a, b) => a + b, 0);
  const dealt = sizes(lengths.length, total, budget, workers)
    .map((size) => deal(pack(lengths, size), workers))
    .reduce((a, b) => (longest(b) < longest(a) ? b : a));
  const packings = dealt.flatMap(({ packings }) => packings);
  const computed = packings.reduce((sum, packing) => sum + tokens(packing), 0);
  return {
    workers: dealt.map(({ packings }) => packings.map((packing) => layOut(data, packing, choice))),
    computed,
    padding: computed - total,
  };
}

/** Tokens that batches may have: such that every worker gets as many batches of one size, and around that. */
function sizes(sequences: number, total: number, budget: number, workers: number): readonly number[] {
  const rounds = Math.ceil(total / (budget * workers));
  const even = Math.ceil(total / (Math.max(rounds, 1) * workers));
  const usual = Math.min(budget, Math.max(even, LEAST_TOKENS));
  if (sequences > MOST_SEARCHED) return [usual];
  const least = Math.max(LEAST_TOKENS, usual / 2);
  const others = Array.from({ length: SIZES }, (_, i) =>
    Math.round(least + ((budget - least) * i) / (SIZES - 1)),
  );
  return [usual, ...others.filter((size) => size >= least && size <= budget)];
}

/** A worker's share. */
interface Share {
  readonly cost: number;
  readonly packings: readonly Packing[];
}

function deal(packings: readonly Packing[], workers: number): readonly Share[] {
  const dealt = Array.from({ length: workers }, () => ({ cost: 0, packings: [] as Packing[] }));
  for (const packing of [...packings].sort((a, b) => tokens(b) - tokens(a))) {
    const least = dealt.reduce((a, b) => (b.cost < a.cost ? b : a));
    least.cost += tokens(packing) + BATCH_COST;
    least.packings.push(packing);
  }
  return dealt;
}

const longest = (dealt: readonly Share[]) => Math.max(...dealt.map(({ cost }) => cost));

const tokens = ({ time, rows }: Packing) => time * rows;

/** Puts what workers found for chosen tokens where it belongs: `[tokens]` for each datum, 0 for tokens not chosen. */
export function collect(
  data: readonly Datum[],
  plan: Plan,
  found: readonly (readonly Float32Array[])[],
): Float32Array[] {
  const results = data.map(({ inputIds }) => new Float32Array(inputIds.length));
  plan.workers.forEach((batches, worker) => {
    batches.forEach(({ origin: { datum, token } }, i) => {
      found[worker][i].forEach((value, j) => {
        results[datum[j]][token[j]] = value;
      });
    });
  });
  return results;
}
