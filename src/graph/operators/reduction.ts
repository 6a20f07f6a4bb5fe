import { GraphError } from "../../errors.js";
import { apply1, type Operator } from "../operator.js";
import { type Dim, normalizeAxis, product, type Shape, sameShape } from "../shape.js";
import { constant, type Tensor } from "../tensor.js";
import { div, mul, neg } from "./arithmetic.js";
import { expand, reshape } from "./layout.js";
import { cast, equal } from "./logic.js";

type Reduce = { readonly axes: readonly number[]; readonly keepDims: boolean };

function reduceOperator(
  name: string,
  type: string,
  gradient: (x: Tensor, y: Tensor, g: Tensor, axes: readonly number[]) => Tensor,
): Operator<Reduce> {
  return {
    name,
    infer: ([{ dtype, shape }], { axes, keepDims }) => [
      { dtype, shape: reducedShape(shape, axes, keepDims) },
    ],
    emit: (emitter, { inputs: [x], attributes: { axes, keepDims } }) => [
      emitter.node(type, [x, emitter.integers(axes)], { attributes: { keepdims: keepDims ? 1 : 0 } }),
    ],
    gradient({ inputs: [x], outputs: [y], attributes: { axes }, gradients: [g] }) {
      const kept = reducedShape(x.shape, axes, true);
      return [gradient(x, reshape(y, kept), reshape(g!, kept), axes)];
    },
  };
}

const sumOperator = reduceOperator("sum", "ReduceSum", (x, _y, g) => expand(g, x.shape));
const meanOperator = reduceOperator("mean", "ReduceMean", (x, _y, g, axes) =>
  expand(div(g, size(axes.map((axis) => x.shape[axis]))), x.shape),
);
// Elements that share the maximum share the gradient.
const maxOperator = reduceOperator("max", "ReduceMax", (x, y, g, axes) => {
  const mask = cast(equal(x, y), "float32");
  return mul(mask, div(g, sum(mask, axes, true)));
});

/** Sum over axes (all by default). With `keepDims` the axes stay, with size 1. */
export const sum = (x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor =>
  reduce(sumOperator, x, axes, keepDims);

/** Mean over axes (all by default). With `keepDims` the axes stay, with size 1. */
export const mean = (x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor =>
  reduce(meanOperator, x, axes, keepDims);

/** Maximum over axes (all by default). With `keepDims` the axes stay, with size 1. */
export const max = (x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor =>
  reduce(maxOperator, x, axes, keepDims);

/** Minimum over axes (all by default). With `keepDims` the axes stay, with size 1. */
export const min = (x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor =>
  neg(max(neg(x), axes, keepDims));

/** Sums a tensor down to a shape that broadcasts to its own: the gradient of broadcasting. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.rank - shape.length;
  const axes = x.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < extra || (shape[axis - extra] === 1 && x.shape[axis] !== 1));
  return reshape(axes.length === 0 ? x : sum(x, axes), shape);
}

type Size = { readonly dims: readonly Dim[] };
const sizeOperator: Operator<Size> = {
  name: "size",
  infer: () => [{ dtype: "float32", shape: [] }],
  emit: (emitter, { attributes: { dims } }) => [emitter.size(dims)],
};

/** The product of sizes as a float32 scalar, also where some are named and known only when the graph runs. */
export function size(dims: Shape): Tensor {
  const count = product(dims);
  return typeof count === "number" ? constant(count) : apply1(sizeOperator, [], { dims: [count] });
}

function reduce(
  operator: Operator<Reduce>,
  x: Tensor,
  over: number | readonly number[] | undefined,
  keepDims: boolean,
): Tensor {
  if (x.dtype === "bool") throw new GraphError("BAD_DTYPE", `${operator.name}: expected numbers, found ${x}`);
  const given = over === undefined ? x.shape.map((_, i) => i) : typeof over === "number" ? [over] : over;
  const axes = [...new Set(given.map((axis) => normalizeAxis(axis, x.rank)))].sort((a, b) => a - b);
  return axes.length === 0 ? x : apply1(operator, [x], { axes, keepDims });
}

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !axes.includes(axis));
}
