import { compile, input, type Program, reshape, type Tensor } from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { type HeadParameters, samplingOutputs } from "./head.js";
import { afterAttention, type LayerParameters, projections } from "./layer.js";

/** The parameters of two neighbours among the layers and the head: what stands below and above the attention of a layer. */
export interface StepPart {
  /** The layer whose attention was computed; undefined before the first. */
  readonly below: LayerParameters | undefined;
  /** The layer whose attention comes next, or the head. */
  readonly above: LayerParameters | HeadParameters;
}

/**
 * What one token more for each row takes between the attention of two layers, before the first or behind the last. Rows are
 * `[rows, ...]`. Inputs, beside those that the parameters are:
 * - `x [rows, hidden]`, what came into the layer below;
 * - `mixed [rows, heads · size]`, what its attention gave;
 * - `temperature` for the head.
 *
 * Outputs: `y`, what goes into the layer above, and its `q [rows, heads · size]`, `k` and `v [rows, kvHeads · size]`, not rotated
 * yet; of the head {@link samplingOutputs}.
 */
export function stepProgram(config: TransformerConfig, { below, above }: StepPart): Program {
  const { hiddenSize, heads, headDimension: size } = config;
  const rows = (name: string, width: number) => input(name, "float32", ["rows", width]);
  const x = rows("x", hiddenSize);
  const y = below === undefined ? x : afterAttention(config, below, x, rows("mixed", heads * size));
  if (!("get" in above)) return compile({ outputs: samplingOutputs(config, above, reshape(y, x.shape)) });
  const { q, k, v } = projections(config, above, y);
  const outputs: Record<string, Tensor> = below === undefined ? { q, k, v } : { y, q, k, v };
  return compile({ outputs });
}
