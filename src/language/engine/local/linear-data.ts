import { EngineError } from "../../../errors.js";
import type { Datum } from "../language-engine.js";

/**
 * Data whose cross entropy −Σ w·p has the gradients that a custom loss found, by w = −gradient.
 *
 * @param gradients by the log-probabilities of each datum's tokens
 * @throws EngineError `BAD_LOSS` for gradients that do not fit the data or are no finite numbers
 */
export function linearData(data: readonly Datum[], gradients: readonly Float32Array[]): Datum[] {
  if (gradients.length !== data.length) {
    const text = `custom loss: expected gradients for ${data.length} data, found ${gradients.length}`;
    throw new EngineError("BAD_LOSS", text);
  }
  return data.map(({ inputIds, targetIds }, i) => {
    const found = gradients[i];
    const wrong = found.findIndex((value) => !Number.isFinite(value));
    if (found.length === inputIds.length && wrong < 0)
      return { inputIds, targetIds, weights: found.map((value) => -value) };
    const what =
      wrong < 0
        ? `expected ${inputIds.length} elements, found ${found.length}`
        : `expected finite numbers, found ${found[wrong]}`;
    throw new EngineError("BAD_LOSS", `custom loss: gradient of data[${i}]: ${what}`);
  });
}
