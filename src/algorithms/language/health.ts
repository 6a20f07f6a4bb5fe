import type { Datum } from "../../language/engine/language-engine.js";

/** How far log-probabilities are from those that data were sampled with. */
export interface Drift {
  /** Largest difference at any sampled token; before the first update that between sampler and trainer. */
  readonly largest: number;
  /** Estimate of KL(sampler ‖ policy) in nats a token: the mean of r − 1 − log r (Schulman 2020, k₃). */
  readonly divergence: number;
}

/**
 * Compares the log-probabilities of data under the policy with those they carry.
 *
 * @param logprobs for each datum `[tokens]`
 */
export function driftOf(data: readonly Datum[], logprobs: readonly Float32Array[]): Drift {
  let [tokens, largest, divergence] = [0, 0, 0];
  for (const [i, datum] of data.entries()) {
    for (let t = 0; t < datum.inputIds.length; t++) {
      if ((datum.weights?.[t] ?? 1) === 0) continue;
      const difference = logprobs[i][t] - (datum.logprobs?.[t] ?? 0);
      tokens++;
      // Math.max keeps what is not a number, a comparison would lose it.
      largest = Math.max(largest, Math.abs(difference));
      divergence += Math.exp(difference) - 1 - difference;
    }
  }
  return tokens === 0 ? { largest: 0, divergence: 0 } : { largest, divergence: divergence / tokens };
}

/** Estimate of KL(policy ‖ reference) in nats a token from tokens that the policy sampled: the mean of k₃. */
export function divergenceFrom(data: readonly Datum[], reference: readonly Float32Array[]): number {
  let [tokens, sum] = [0, 0];
  for (const [i, { weights, logprobs }] of data.entries()) {
    for (let t = 0; t < reference[i].length; t++) {
      if ((weights?.[t] ?? 1) === 0) continue;
      const difference = reference[i][t] - (logprobs?.[t] ?? 0);
      tokens++;
      sum += Math.exp(difference) - 1 - difference;
    }
  }
  return tokens === 0 ? 0 : sum / tokens;
}
