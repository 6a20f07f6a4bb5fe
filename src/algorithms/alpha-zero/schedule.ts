import type { AlphaZeroValues } from "./settings.js";

/**
 * Learner's steps due once `positions` have been gathered, so that each is learnt from `reuse` times on average.
 * None are due before the window holds a few batches.
 */
export function stepsDue(settings: AlphaZeroValues, positions: number, step: number): number {
  const { batchSize, reuse } = settings;
  if (positions < batchSize * FIRST_BATCHES) return 0;
  return Math.max(0, Math.floor((positions * reuse) / batchSize) - step);
}

const FIRST_BATCHES = 8;

/**
 * Learning rate: a linear rise over the first `warmup` steps, then a half cosine to nothing at the end of the run
 * (Loshchilov and Hutter 2017).
 *
 * @param share how much of the run's budget is used, 0 … 1
 */
export function learningRate(highest: number, warmup: number, step: number, share: number): number {
  const rise = warmup > 0 ? Math.min(1, (step + 1) / warmup) : 1;
  return highest * rise * 0.5 * (1 + Math.cos(Math.PI * share));
}
