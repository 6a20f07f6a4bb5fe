import { add, matmul, mul, reshape, softmax, type Tensor } from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";

/** Keys and values of all positions so far, as a sampler keeps them. */
export interface Cache {
  /** `[rows, kvHeads, size, length]`: with the positions last, a row's scores are one pass over memory. */
  readonly keys: Tensor;
  /** `[rows, kvHeads, length, size]` */
  readonly values: Tensor;
  /** Added to the scores `[rows, 1, 1, length]`: 0 for positions of the row's sequence, else −∞ or nearly so. */
  readonly mask: Tensor;
}

/**
 * Attention of one new token a row to a cache that holds its own key and value too.
 * @param q rotated queries `[1, rows, heads · size]`
 * @returns `[rows, heads · size]`
 */
export function stepAttention(config: TransformerConfig, q: Tensor, { keys, values, mask }: Cache): Tensor {
  const { heads, kvHeads, headDimension: size } = config;
  // Scaled here and not by the product: only products without a factor use the kernel for single rows.
  const scaled = mul(reshape(q, ["rows", kvHeads, heads / kvHeads, size]), 1 / Math.sqrt(size));
  const weights = softmax(add(matmul(scaled, keys), mask));
  return reshape(matmul(weights, values), ["rows", heads * size]);
}
