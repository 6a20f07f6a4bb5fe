import * as g from "../../index.js";
import type { Draw, PropertyDraw } from "./draw.conformance.js";

type Reduce = (x: g.Tensor, axes?: readonly number[], keepDims?: boolean) => g.Tensor;

const reduce =
  (build: Reduce, types: readonly g.DType[]): PropertyDraw =>
  (draw) => {
    const shape = draw.shape(1, 4);
    const axes = shape.map((_, axis) => axis).filter(() => draw.boolean());
    const chosen = axes.length === 0 ? undefined : axes;
    const keepDims = draw.boolean();
    const dtype = draw.pick("float32", ...types);
    const operand = dtype === "float32" ? draw.distinct(shape) : draw.whole(dtype, shape, -3, 3);
    return { operands: [operand], build: (x) => build(x, chosen, keepDims) };
  };

const alongAxis = (draw: Draw) => {
  const shape = draw.shape(1, 4);
  return { shape, axis: draw.integer(-shape.length, shape.length - 1) };
};

const softmax =
  (build: (x: g.Tensor, axis: number) => g.Tensor): PropertyDraw =>
  (draw) => {
    const { shape, axis } = alongAxis(draw);
    return { operands: [draw.floats(shape)], build: (x) => build(x, axis) };
  };

const logLikelihood: PropertyDraw = (draw) => {
  const [rows, classes] = [draw.dim(), draw.integer(1, 5)];
  const operands = [draw.floats([rows, classes]), draw.indices([rows], classes)];
  return { operands, build: g.logLikelihood };
};

/** Operators that combine the elements along axes. */
export const reducing: Readonly<Record<string, PropertyDraw>> = {
  sum: reduce(g.sum, ["int32", "int64"]),
  mean: reduce(g.mean, []),
  max: reduce(g.max, ["int32", "int64"]),
  softmax: softmax(g.softmax),
  logSoftmax: softmax(g.logSoftmax),
  logLikelihood,
  logLikelihoodGradient: logLikelihood,
  cumulativeSum: (draw) => {
    const { shape, axis } = alongAxis(draw);
    const options = { exclusive: draw.boolean(), reverse: draw.boolean() };
    const dtype = draw.pick<g.DType>("float32", "int32", "int64");
    const operand = dtype === "float32" ? draw.floats(shape) : draw.whole(dtype, shape, -3, 3);
    return { operands: [operand], build: (x) => g.cumulativeSum(x, axis, options) };
  },
  argMax: (draw) => {
    const { shape, axis } = alongAxis(draw);
    // Few different values, so that the first of several largest is wanted.
    const operand = draw.whole("float32", shape, 0, 2);
    const keepDims = draw.boolean();
    return { operands: [operand], build: (x) => g.argMax(x, axis, keepDims) };
  },
  topK: (draw) => {
    const { shape, axis, size } = draw.shapeWithAxis();
    const count = draw.integer(1, size);
    const build = (x: g.Tensor) => Object.values(g.topK(x, count, axis));
    return { operands: [draw.distinct(shape)], build };
  },
};
