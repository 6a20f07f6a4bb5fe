import { Random } from "../../../random/index.js";
import type { TransformerConfig } from "../../config.js";

/**
 * First values of a parameter, as the families draw them: matrices normal with the configuration's standard deviation,
 * normalisations 1, biases 0. They depend on the seed and the name alone.
 */
export function initialize(
  { initializerRange }: Pick<TransformerConfig, "initializerRange">,
  name: string,
  target: Float32Array,
  seed: number,
): void {
  if (name.endsWith(".bias")) target.fill(0);
  else if (name.endsWith("norm.weight")) target.fill(1);
  else fillNormal(target, initializerRange, new Random(seed, "initialize", name));
}

/** First values of a low-rank adapter as in PEFT: A uniform with bound 1/√in, B zero, so that it starts as no change. */
export function initializeAdapter(name: string, target: Float32Array, inputs: number, random: Random): void {
  if (name.endsWith("lora_B.weight")) target.fill(0);
  else for (let i = 0; i < target.length; i++) target[i] = (2 * random.float() - 1) / Math.sqrt(inputs);
}

/** Normal numbers, two of each pair of uniform ones (Box and Muller 1958). */
function fillNormal(target: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < target.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.float()));
    const angle = 2 * Math.PI * random.float();
    target[i] = radius * Math.cos(angle);
    if (i + 1 < target.length) target[i + 1] = radius * Math.sin(angle);
  }
}
