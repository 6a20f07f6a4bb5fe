import { add, matmul, reshape, softmax, type Tensor, transpose } from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import type { Heads } from "./layer.js";

/** Tokens of a batch lie time-major, `[time, rows, ...]`: products over single heads then read them where they are. */
const TOKENS = ["time", "rows"] as const;
const HEADS_FIRST = [1, 2, 0, 3];

/**
 * Causal attention with grouped queries (Ainslie et al. 2023): query head h reads key and value head ⌊h / group⌋.
 * @param mask added to the scores `[rows, 1, time, time]`: 0 where a query may look, else −∞ or nearly so
 * @returns `[tokens, heads · size]`
 */
export function attention(config: TransformerConfig, { q, k, v }: Heads, mask: Tensor): Tensor {
  const { heads, kvHeads, headDimension: size } = config;
  const group = heads / kvHeads;
  const [keys, values] = [k, v].map((x) => transpose(reshape(x, [...TOKENS, kvHeads, size]), HEADS_FIRST));
  // The queries of a group are rows of one product, so that keys and values need not be repeated.
  const queries =
    group === 1
      ? transpose(reshape(q, [...TOKENS, heads, size]), HEADS_FIRST)
      : transpose(reshape(q, [...TOKENS, kvHeads, group, size]), [1, 2, 3, 0, 4]);
  const grouped = reshape(queries, ["rows", kvHeads, -1, size]);
  const scores = matmul(grouped, keys, { transB: true, alpha: 1 / Math.sqrt(size) });
  const weights = softmax(add(reshape(scores, ["rows", heads, "time", "time"]), mask));
  const mixed = matmul(reshape(weights, ["rows", kvHeads, -1, "time"]), values);
  const byHead = reshape(mixed, ["rows", heads, "time", size]);
  return reshape(transpose(byHead, [2, 0, 1, 3]), [-1, heads * size]);
}
