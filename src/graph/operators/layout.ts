import { GraphError } from "../../errors.js";
import { apply1, type Operator } from "../operator.js";
import {
  broadcast,
  type Dim,
  normalizeAxis,
  product,
  quotient,
  type Shape,
  sameShape,
  show,
} from "../shape.js";
import type { Tensor } from "../tensor.js";
import { sumTo } from "./reduction.js";

type To = { readonly shape: Shape };

const reshapeOperator: Operator<To> = {
  name: "reshape",
  infer: ([{ dtype }], { shape }) => [{ dtype, shape }],
  emit(emitter, { inputs: [x], outputTypes: [{ shape }] }) {
    const named = shape.filter((dim) => typeof dim === "string").length;
    const target =
      named === 1
        ? emitter.integers(shape.map((dim) => (typeof dim === "string" ? -1 : dim)))
        : emitter.shape(shape);
    return [emitter.node("Reshape", [x, target])];
  },
  gradient: ({ inputs: [x], gradients: [g] }) => [reshape(g!, x.shape)],
};

/** The same elements in another shape; one size may be -1 and is then found from the others. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = product(shape.filter((dim) => dim !== -1));
  const total = product(x.shape);
  const missing = quotient(total, known);
  const target = shape.map((dim) => (dim === -1 ? (missing ?? 0) : dim));
  if (target.filter((dim) => dim === 0).length > 0 || product(target) !== total) {
    throw new GraphError(
      "BAD_SHAPE",
      `reshape: ${show(x.shape)} does not have the elements of ${show(shape)}`,
    );
  }
  if (sameShape(x.shape, target)) return x;
  if (x.node?.operator === reshapeOperator) return reshape(x.node.inputs[0], target);
  return apply1(reshapeOperator, [x], { shape: target });
}

/** All axes from `from` on (1 by default) as one. */
export function flatten(x: Tensor, from = 1): Tensor {
  return reshape(x, [...x.shape.slice(0, from), product(x.shape.slice(from))]);
}

type Transpose = { readonly permutation: readonly number[] };

const transposeOperator: Operator<Transpose> = {
  name: "transpose",
  infer: ([{ dtype, shape }], { permutation }) => [{ dtype, shape: permutation.map((axis) => shape[axis]) }],
  emit: (emitter, { inputs, attributes: { permutation } }) => [
    emitter.node("Transpose", inputs, { attributes: { perm: permutation } }),
  ],
  gradient({ attributes: { permutation }, gradients: [g] }) {
    return [
      transpose(
        g!,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
};

/** Axes in another order, reversed by default: axis i of the result is axis `permutation[i]` of x. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const order = (permutation ?? x.shape.map((_, i) => x.rank - 1 - i)).map((axis) =>
    normalizeAxis(axis, x.rank),
  );
  if (order.length !== x.rank || new Set(order).size !== x.rank) {
    throw new GraphError(
      "BAD_AXIS",
      `transpose: ${show(order)} is not an order of the axes of ${show(x.shape)}`,
    );
  }
  return order.every((axis, i) => axis === i) ? x : apply1(transposeOperator, [x], { permutation: order });
}

/** Repeats a tensor along axes of size 1 and new leading axes. */
export const expandOperator: Operator<To> = {
  name: "expand",
  infer: ([{ dtype }], { shape }) => [{ dtype, shape }],
  emit: (emitter, { inputs: [x], outputTypes: [{ shape }] }) => [
    emitter.node("Expand", [x, emitter.shape(shape)]),
  ],
  gradient: ({ inputs: [x], gradients: [g] }) => [sumTo(g!, x.shape)],
};

/** Broadcasts a tensor to a shape. */
export function expand(x: Tensor, shape: readonly Dim[]): Tensor {
  if (!sameShape(broadcast(x.shape, shape), shape)) {
    throw new GraphError("BAD_SHAPE", `expand: ${show(x.shape)} does not broadcast to ${show(shape)}`);
  }
  return sameShape(x.shape, shape) ? x : apply1(expandOperator, [x], { shape });
}
