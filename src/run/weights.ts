import { createHash } from "node:crypto";
import { RunError } from "../errors.js";
import { safetensorsPieces, type Tensors } from "./safetensors.js";

/** Float32 tensors by name. */
export type Weights = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/**
 * A fingerprint of weights: the SHA-256 of their safetensors file, in hexadecimal. Equal exactly when names, shapes
 * and every bit of the numbers are; the order of the map plays no part. `sha256sum weights.safetensors` in a
 * checkpoint prints the same.
 */
export function weightsSha256(tensors: Tensors): string {
  const hash = createHash("sha256");
  for (const piece of safetensorsPieces(tensors)) hash.update(piece);
  return hash.digest("hex");
}

/**
 * The same tensors, known to be float32.
 * @param source named in the error
 * @throws RunError `RUN_FOREIGN` naming the first tensor of another type
 */
export function asWeights(tensors: Tensors, source: string): Weights {
  for (const [name, { data }] of tensors) {
    if (!(data instanceof Float32Array))
      throw new RunError(
        "RUN_FOREIGN",
        `${source}: tensor "${name}" is not float32, so these are no weights`,
      );
  }
  return tensors as Weights;
}
