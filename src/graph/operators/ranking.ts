import { GraphError } from "../../errors.js";
import { apply, apply1, type Operator } from "../operator.js";
import { normalizeAxis, show } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { scatterAlongAxis } from "./take-along-axis.js";

type TopK = { readonly axis: number; readonly count: number };

const topKOperator: Operator<TopK> = {
  name: "topK",
  infer([{ dtype, shape }], { axis, count }) {
    const chosen = shape.map((dim, i) => (i === axis ? count : dim));
    return [
      { dtype, shape: chosen },
      { dtype: "int64", shape: chosen },
    ];
  },
  emit: (emitter, { inputs: [x], attributes: { axis, count } }) =>
    emitter.nodeOutputs("TopK", [x, emitter.integers([count])], { attributes: { axis }, outputs: 2 }),
  gradient: ({ inputs: [x], outputs: [, indices], attributes: { axis }, gradients: [g] }) => [
    g && scatterAlongAxis(x.shape, indices, g, axis),
  ],
};

/**
 * The largest elements along an axis, the last by default, in falling order, and their indices (int64).
 * @param count how many; at most the size of the axis
 */
export function topK(x: Tensor, count: number, axis = -1): { values: Tensor; indices: Tensor } {
  const at = normalizeAxis(axis, x.rank);
  const size = x.shape[at];
  if (!Number.isInteger(count) || count < 1 || (typeof size === "number" && count > size)) {
    throw new GraphError("BAD_SHAPE", `topK: ${count} elements of axis ${at} of ${show(x.shape)}`);
  }
  const [values, indices] = apply(topKOperator, [x], { axis: at, count });
  return { values, indices };
}

type ArgMax = { readonly axis: number; readonly keepDims: boolean };

const argMaxOperator: Operator<ArgMax> = {
  name: "argMax",
  infer: ([{ shape }], { axis, keepDims }) => [
    {
      dtype: "int64",
      shape: shape.flatMap((dim, i) => (i !== axis ? [dim] : keepDims ? [1] : [])),
    },
  ],
  emit: (emitter, { inputs, attributes: { axis, keepDims } }) => [
    emitter.node("ArgMax", inputs, { attributes: { axis, keepdims: Number(keepDims) } }),
  ],
};

/** Index (int64) of the largest element along an axis, the last by default; the first where several are. Has no gradient. */
export function argMax(x: Tensor, axis = -1, keepDims = false): Tensor {
  return apply1(argMaxOperator, [x], { axis: normalizeAxis(axis, x.rank), keepDims });
}
