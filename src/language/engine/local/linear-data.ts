import type { Datum } from "../language-engine.js";

/**
 * Data whose cross entropy −Σ w·p has the gradients that a custom loss found, by w = −gradient.
 *
 * @param gradients by the log-probabilities of each datum's tokens
 */
export function linearData(data: readonly Datum[], gradients: readonly Float32Array[]): Datum[] {
  return data.map(({ inputIds, targetIds }, i) => ({
    inputIds,
    targetIds,
    weights: gradients[i].map((value) => -value),
  }));
}
