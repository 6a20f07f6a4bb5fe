import {
  accumulate,
  type CompileOptions,
  compile,
  input,
  type Node,
  type Program,
  pullBack,
  reshape,
  savedTensors,
  type Tensor,
} from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { layer } from "./layer.js";
import { type LayerForm, LayerInputs } from "./layer-parameters.js";

/**
 * One layer on whole sequences, as programs that are run once for every layer, on its weights. Tokens lie time-major:
 * inputs `x [time, rows, hidden]`, `cos` and `sin [time, rows, size / 2]`, `mask [rows, 1, time, time]`, and the parameters
 * under their names. Outputs have the same order but are flat, `[time · rows, ...]`, so that nothing is copied to reshape it.
 */
export interface LayerPrograms {
  /** Outputs `y [tokens, hidden]`, `k [time, rows, kvHeads · size]`, rotated, and `v [tokens, kvHeads · size]`. */
  readonly infer: Program;
  /** Outputs `y`, and under the names of {@link saved} what the backward pass reads. */
  readonly forward: Program;
  /**
   * Further inputs: what was saved, `byY [time, rows, hidden]`, and `NAME/sum` for each trained parameter. Outputs
   * `byX [tokens, hidden]`, and `NAME/next`: the sum with the gradient added, which may lie where the sum did.
   */
  readonly backward: Program;
  readonly saved: readonly string[];
}

/** @param trained names of the parameters that gradients are wanted of */
export function layerPrograms(
  config: TransformerConfig,
  form: LayerForm,
  trained: readonly string[],
  layout: Pick<CompileOptions, "dimensions" | "channelBlock"> = {},
): LayerPrograms {
  const { hiddenSize, headDimension } = config;
  const wide = (name: string, size: number) => input(name, "float32", ["time", "rows", size]);
  const flat = (x: Tensor) => reshape(x, [-1, x.shape[2]]);
  const [x, byY] = [wide("x", hiddenSize), wide("byY", hiddenSize)];
  const [cos, sin] = ["cos", "sin"].map((name) => flat(wide(name, headDimension / 2)));
  const mask = input("mask", "float32", ["rows", 1, "time", "time"]);
  const parameters = new LayerInputs(config, form);
  const tokens = flat(x);
  const { y, k, v } = layer(config, parameters, tokens, { cos, sin, mask, grid: ["time", "rows"] });

  const targets = trained.map((name) => parameters.inputs.get(name)!);
  const [byX, ...gradients] = pullBack(y, flat(byY), [tokens, ...targets]);
  const tensors = savedTensors([y], [byX, ...gradients], isCheap);
  const saved = Object.fromEntries(tensors.map((tensor, i) => [`saved${i}`, tensor]));
  const sums = targets.map(({ name, shape }, i) => {
    const sum = accumulate(input(`${name}/sum`, "float32", shape), gradients[i]);
    return [`${name}/next`, sum] as const;
  });
  return {
    infer: compile({ outputs: { y, k, v }, ...layout }),
    forward: compile({ outputs: { y, ...saved }, ...layout }),
    backward: compile({ outputs: { byX, ...Object.fromEntries(sums) }, given: saved, ...layout }),
    saved: Object.keys(saved),
  };
}

/** What costs less to be computed again than to be kept: passes over memory that are half as long as those over what is kept. */
const AGAIN = new Set(["transpose", "cast", "silu", "gelu", "relu", "tanh", "mul", "rmsNorm"]);

const isCheap = ({ operator }: Node) => AGAIN.has(operator.name);
