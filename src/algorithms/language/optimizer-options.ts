import type { AdamStep } from "../../language/engine/language-engine.js";

/** What every step of the optimiser has, whatever its learning rate; see {@link AdamStep}. */
export type OptimizerOptions = Required<Omit<AdamStep, "learningRate">>;

/** Only that of what more there may be. */
export function optimizerOptions({
  weightDecay,
  clipNorm,
  beta1,
  beta2,
  epsilon,
}: OptimizerOptions): OptimizerOptions {
  return { weightDecay, clipNorm, beta1, beta2, epsilon };
}
