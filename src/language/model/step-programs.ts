import { compile, input, type Program, reshape, type Tensor } from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { type HeadForm, HeadInputs, samplingOutputs } from "./head.js";
import { afterAttention, type Heads, projections } from "./layer.js";
import { type LayerForm, LayerInputs } from "./layer-parameters.js";
import { stepAttention } from "./step.js";

/** Puts this before the names of the parameters of the layer above in {@link StepPrograms.middle}. */
export const ABOVE = "above/";

/**
 * One token more for each row, in a run for each layer and one more, cut where attention begins: between two runs new keys
 * and values are written into the cache. Rows are `[rows, ...]`.
 */
export interface StepPrograms {
  /**
   * Inputs `x [rows, hidden]`, `cos`, `sin [rows, size / 2]`, parameters of the first layer; outputs `q [1, rows, heads · size]`,
   * `k [1, rows, kvHeads · size]`, `v [rows, kvHeads · size]`.
   */
  readonly first: Program;
  /**
   * Further inputs: `q`, the cache (`keys`, `values`, `mask`), parameters of the layer above under {@link ABOVE}; outputs
   * `y`, and `nextQ`, `k`, `v` of the layer above.
   */
  readonly middle: Program;
  /** Like middle, but with the head's inputs and outputs instead of the layer's above. */
  readonly last: Program;
}

/** @param above form of the layer above; of the last layer, any */
export function stepPrograms(
  config: TransformerConfig,
  form: LayerForm,
  above: LayerForm,
  head: HeadForm,
): StepPrograms {
  const { hiddenSize, heads, kvHeads, headDimension: size } = config;
  const rows = (name: string, ...shape: (number | string)[]) => input(name, "float32", ["rows", ...shape]);
  const x = rows("x", hiddenSize);
  const turns = { cos: rows("cos", size / 2), sin: rows("sin", size / 2), grid: [1, "rows"] as const };
  const q = input("q", "float32", [1, "rows", heads * size]);
  const cache = {
    keys: rows("keys", kvHeads, size, "length"),
    values: rows("values", kvHeads, "length", size),
    mask: rows("mask", 1, 1, "length"),
  };
  const parameters = new LayerInputs(config, form);
  const y = afterAttention(config, parameters, x, stepAttention(config, q, cache));
  const named = (found: Heads, queries: string): Record<string, Tensor> => ({
    [queries]: found.q,
    k: found.k,
    v: found.v,
  });
  const next = projections(config, new LayerInputs(config, above, ABOVE), y, turns);
  return {
    first: compile({ outputs: named(projections(config, parameters, x, turns), "q") }),
    middle: compile({ outputs: { y, ...named(next, "nextQ") } }),
    last: compile({ outputs: samplingOutputs(config, new HeadInputs(config, head), reshape(y, x.shape)) }),
  };
}
