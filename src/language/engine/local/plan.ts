import type { TransformerConfig } from "../../config.js";
import { linearLayers } from "../../parameter-shapes.js";
import type { Datum } from "../language-engine.js";
import { type Choice, layOut, type PlannedBatch } from "./batch.js";
import { evenPackings } from "./even-rows.js";
import { type Packing, pack } from "./packing.js";

/** How data are computed: each worker's batches. */
export interface Plan {
  readonly workers: readonly (readonly PlannedBatch[])[];
  /** Tokens computed, padding included, and those of them that are padding. */
  readonly computed: number;
  readonly padding: number;
}

/** What data are planned for. */
export interface PlanSettings {
  /** Most tokens of a batch. */
  readonly budget: number;
  readonly workers: number;
  /** See {@link attentionCost}. */
  readonly attention: number;
}

/**
 * What each token of a row adds to the cost of every token in it, in tokens: every token's query meets all keys of the row. Three
 * times the share that its multiplications have is what steps of models of 0.3 to 30 million parameters took.
 */
export function attentionCost(config: TransformerConfig): number {
  const layers = [...linearLayers(config).values()];
  const weights = layers.reduce((sum, { out, input }) => sum + out * input, 0);
  return (3 * config.heads * config.headDimension) / weights;
}

/** Batches are not made smaller than this to give every worker one. */
const LEAST_TOKENS = 128;

/** What a batch costs besides its tokens, in tokens: an estimate from steps of models of 0.3 to 30 million parameters. */
const BATCH_COST = 50;

/** Sizes of batches that are tried. More data than so many make no difference that is worth the search. */
const [SIZES, MOST_SEARCHED] = [12, 1024];

/**
 * Packs data into batches and deals these out so that the workers are done at about the same time and soon; the same data are
 * always dealt out in the same way.
 */
export function planBatches(data: readonly Datum[], settings: PlanSettings, choice: Choice): Plan {
  const lengths = data.map(({ inputIds }) => inputIds.length);
  const total = lengths.reduce((a, b) => a + b, 0);
  const dealt = packings(lengths, total, settings)
    .map((packed) => deal(packed, settings))
    .reduce((a, b) => (longest(b) < longest(a) ? b : a));
  const computed = dealt
    .flatMap(({ packings }) => packings)
    .reduce((sum, { time, rows }) => sum + time * rows, 0);
  return {
    workers: dealt.map(({ packings }) => packings.map((packing) => layOut(data, packing, choice))),
    computed,
    padding: computed - total,
  };
}

/** Ways to pack: such that every worker gets as many batches of one size, and around that; and in rows of one length. */
function packings(
  lengths: readonly number[],
  total: number,
  { budget, workers }: PlanSettings,
): readonly Packing[][] {
  const rounds = Math.max(1, Math.ceil(total / (budget * workers)));
  const usual = Math.min(budget, Math.max(Math.ceil(total / (rounds * workers)), LEAST_TOKENS));
  if (lengths.length > MOST_SEARCHED) return [pack(lengths, usual)];
  const least = Math.max(LEAST_TOKENS, usual / 2);
  const sizes = Array.from({ length: SIZES }, (_, i) =>
    Math.round(least + ((budget - least) * i) / (SIZES - 1)),
  ).filter((size) => size >= least && size <= budget);
  return [
    ...[usual, ...sizes].map((size) => pack(lengths, size)),
    ...[rounds, rounds + 1].flatMap((batches) => evenPackings(lengths, budget, batches * workers)),
  ];
}

/** A worker's share. */
interface Share {
  readonly cost: number;
  readonly packings: readonly Packing[];
}

function deal(packings: readonly Packing[], { workers, attention }: PlanSettings): readonly Share[] {
  const cost = ({ time, rows }: Packing) => time * rows * (1 + attention * time) + BATCH_COST;
  const dealt = Array.from({ length: workers }, () => ({ cost: 0, packings: [] as Packing[] }));
  for (const packing of [...packings].sort((a, b) => cost(b) - cost(a))) {
    const least = dealt.reduce((a, b) => (b.cost < a.cost ? b : a));
    least.cost += cost(packing);
    least.packings.push(packing);
  }
  return dealt;
}

const longest = (dealt: readonly Share[]) => Math.max(...dealt.map(({ cost }) => cost));

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
