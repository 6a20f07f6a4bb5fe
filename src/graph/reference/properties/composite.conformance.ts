import * as g from "../../index.js";
import type { PropertyDraw } from "./draw.conformance.js";

/** Functions made of several operators, and simplifications that are done when a graph is built. */
export const composite: Readonly<Record<string, PropertyDraw>> = {
  "scalar operands": (draw) => ({
    operands: [draw.floats(draw.shape())],
    build: (x) => g.div(2, g.add(g.mul(g.mul(g.sub(1, x), 3), 0.5), 20)),
  }),
  "shared operand": (draw) => ({
    operands: [draw.floats(draw.shape())],
    build: (x) => g.mul(g.neg(g.neg(g.add(x, x))), x),
  }),
  "expanded operand": (draw) => {
    const shape = draw.shape();
    const operands = [draw.floats(draw.narrower(shape)), draw.floats(shape)];
    return { operands, build: (x, y) => g.mul(g.expand(x, shape), y) };
  },
  linear: (draw) => {
    const [inputs, outputs] = [draw.integer(1, 4), draw.integer(1, 4)];
    const operands = [
      draw.floats([...draw.shape(0, 2), inputs]),
      draw.floats([inputs, outputs]),
      draw.floats([outputs]),
    ];
    return { operands, build: g.linear };
  },
  "sum of a matrix and a product": (draw) => {
    const [m, k, n] = [draw.dim(), draw.dim(), draw.dim()];
    const [transA, transB] = [draw.boolean(), draw.boolean()];
    const operands = [
      draw.floats(draw.pick([m, n], [n])),
      draw.floats(transA ? [k, m] : [m, k]),
      draw.floats(transB ? [n, k] : [k, n]),
    ];
    return { operands, build: (c, a, b) => g.matmulAdd(c, a, b, { transA, transB, alpha: 0.7 }) };
  },
  "sum of a gradient and what was gathered": (draw) => {
    const [m, k, n] = [draw.dim(), draw.dim(), draw.dim()];
    const operands = [draw.floats([k, n]), draw.floats([m, k]), draw.floats([m, n])];
    return { operands, build: (sum, x, byY) => g.accumulate(sum, g.matmul(x, byY, { transA: true })) };
  },
  "product with a matrix": (draw) => {
    const [k, n] = [draw.dim(), draw.dim()];
    const transB = draw.boolean();
    const operands = [draw.floats([...draw.shape(2, 3), k]), draw.floats(transB ? [n, k] : [k, n])];
    return { operands, build: (a, b) => g.matmul(a, b, { transB, alpha: 0.7 }) };
  },
  flatten: (draw) => ({
    operands: [draw.floats(draw.shape(1, 4))],
    build: (x) => g.flatten(g.reshape(x, [-1, ...x.shape])),
  }),
  min: (draw) => ({ operands: [draw.distinct(draw.shape(1, 3))], build: (x) => g.min(x, 0) }),
  crossEntropy: (draw) => {
    const shape = draw.shape(1, 3);
    const operands = [draw.floats(shape), draw.positive(shape)];
    return { operands, build: g.crossEntropy };
  },
  groupNorm: (draw) => {
    const groups = draw.integer(1, 3);
    const channels = groups * draw.integer(1, 2);
    const operands = [
      draw.distinct([draw.dim(), channels, 2, ...draw.pick([], [3])]),
      draw.floats([channels]),
      draw.floats([channels]),
    ];
    return { operands, build: (x, scale, bias) => g.groupNorm(x, groups, scale, bias) };
  },
  globalAveragePool: (draw) => ({
    operands: [draw.floats([...draw.shape(2, 2), 2, ...draw.shape(0, 1)])],
    build: g.globalAveragePool,
  }),
  "no gradient through indices": (draw) => {
    const { shape, axis } = draw.shapeWithAxis();
    return {
      operands: [draw.distinct(shape)],
      build: (x) =>
        g.mul(g.takeAlongAxis(x, g.argMax(x, axis, true), axis), g.cast(g.greater(x, 0.1), "float32")),
    };
  },
};
