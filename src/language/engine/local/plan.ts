import type { Datum } from "../language-engine.js";
import { type Choice, layOut, type PlannedBatch } from "./batch.js";
import { pack } from "./packing.js";

/** How data are computed: each worker's batches. */
export interface Plan {
  readonly workers: readonly (readonly PlannedBatch[])[];
  /** Tokens computed, padding included, and those of them that are padding. */
  readonly computed: number;
  readonly padding: number;
}

/** Batches are not made smaller than this to give every worker one. */
const LEAST_TOKENS = 128;

/**
 * Packs data into batches and deals these out so that the workers have about the same number of tokens; the same data are
 * always dealt out in the same way.
 *
 * @param budget most tokens of a batch
 */
export function planBatches(data: readonly Datum[], budget: number, workers: number, choice: Choice): Plan {
  const lengths = data.map(({ inputIds }) => inputIds.length);
  const total = lengths.reduce((a, b) => a + b, 0);
  const rounds = Math.ceil(total / (budget * workers));
  const even = Math.ceil(total / (Math.max(rounds, 1) * workers));
  const packings = pack(lengths, Math.min(budget, Math.max(even, LEAST_TOKENS)));
  const dealt = Array.from({ length: workers }, () => ({ tokens: 0, batches: [] as PlannedBatch[] }));
  for (const packing of packings.sort((a, b) => b.time * b.rows - a.time * a.rows)) {
    const least = dealt.reduce((a, b) => (b.tokens < a.tokens ? b : a));
    least.tokens += packing.time * packing.rows;
    least.batches.push(layOut(data, packing, choice));
  }
  const computed = dealt.reduce((sum, { tokens }) => sum + tokens, 0);
  return { workers: dealt.map(({ batches }) => batches), computed, padding: computed - total };
}

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
