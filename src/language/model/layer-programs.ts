import {
  accumulate,
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
 * under their names.
 */
export interface LayerPrograms {
  /** Outputs `y [time, rows, hidden]`, and `k` and `v [time, rows, kvHeads · size]`, rotated. */
  readonly infer: Program;
  /** Outputs `y`, and under the names of {@link saved} what the backward pass reads. */
  readonly forward: Program;
  /**
   * Further inputs: what was saved, `byY`, and `NAME/sum` for each trained parameter. Outputs `byX`, and `NAME/next`: the
   * sum with the gradient added, which may lie where the sum did.
   */
  readonly backward: Program;
  readonly saved: readonly string[];
}

/** @param trained names of the parameters that gradients are wanted of */
export function layerPrograms(
  config: TransformerConfig,
  form: LayerForm,
  trained: readonly string[],
): LayerPrograms {
  const { hiddenSize, headDimension } = config;
  const wide = (name: string, size: number) => input(name, "float32", ["time", "rows", size]);
  const flat = (x: Tensor) => reshape(x, [-1, x.shape[2]]);
  const [x, byY] = [wide("x", hiddenSize), wide("byY", hiddenSize)];
  const [cos, sin] = ["cos", "sin"].map((name) => flat(wide(name, headDimension / 2)));
  const mask = input("mask", "float32", ["rows", 1, "time", "time"]);
  const parameters = new LayerInputs(config, form);
  const { y, k, v } = layer(config, parameters, flat(x), { cos, sin, mask });

  const targets = trained.map((name) => parameters.inputs.get(name)!);
  const [byX, ...gradients] = pullBack(y, flat(byY), [x, ...targets]);
  const tensors = savedTensors([y], [byX, ...gradients], isFree);
  const saved = Object.fromEntries(tensors.map((tensor, i) => [`saved${i}`, tensor]));
  const sums = targets.map(({ name, shape }, i) => {
    const sum = accumulate(input(`${name}/sum`, "float32", shape), gradients[i]);
    return [`${name}/next`, sum] as const;
  });
  const high = (tensor: Tensor) => reshape(tensor, ["time", "rows", -1]);
  return {
    infer: compile({ outputs: { y: high(y), k: high(k), v: high(v) } }),
    forward: compile({ outputs: { y: high(y), ...saved } }),
    backward: compile({ outputs: { byX, ...Object.fromEntries(sums) }, given: saved }),
    saved: Object.keys(saved),
  };
}

/** Weights in single precision are made again, and ONNX Runtime makes transpositions part of the products that read them. */
const isFree = ({ operator }: Node) => operator.name === "transpose" || operator.name === "cast";
