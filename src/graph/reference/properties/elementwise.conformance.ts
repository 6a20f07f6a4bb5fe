import * as g from "../../index.js";
import type { Draw, Operand, PropertyDraw } from "./draw.conformance.js";

type Unary = (x: g.Tensor) => g.Tensor;
type Binary = (a: g.Tensor, b: g.Tensor) => g.Tensor;
type Elements = "floats" | "positive" | "awayFromZero";

const unary =
  (build: Unary, elements: Elements = "floats", differentiable = 1): PropertyDraw =>
  (draw) => ({ operands: [draw[elements](draw.shape())], build, differentiable });

/** Two operands that broadcast, of float32 or sometimes of integers. */
const binary =
  (build: Binary, elements: Elements = "floats"): PropertyDraw =>
  (draw) => {
    const shape = draw.shape();
    const dtype = draw.pick<g.DType>("float32", "float32", "int32", "int64");
    const operand = (narrow: g.Shape): Operand =>
      dtype === "float32" ? draw[elements](narrow) : draw.whole(dtype, narrow, 1, 20);
    return { operands: [operand(draw.narrower(shape)), operand(draw.narrower(shape))], build };
  };

/** Operands that differ by 1/2 at least, so that a small step does not change which is larger. */
const extremum =
  (build: Binary): PropertyDraw =>
  (draw) => {
    const shape = draw.shape();
    const halves = (offset: number) => draw.floats(draw.narrower(shape), () => draw.integer(-4, 4) + offset);
    return { operands: [halves(0), halves(0.5)], build };
  };

/** Whole numbers, so that some are equal. */
const comparison =
  (build: Binary): PropertyDraw =>
  (draw) => {
    const shape = draw.shape();
    const dtype = draw.pick<g.DType>("float32", "int32", "int64");
    const operand = () => draw.whole(dtype, draw.narrower(shape), -2, 2);
    return { operands: [operand(), operand()], build };
  };

const truths = (draw: Draw, shape: g.Shape) => draw.whole("bool", shape, 0, 1);

const logical =
  (build: Binary): PropertyDraw =>
  (draw) => {
    const shape = draw.shape();
    return { operands: [truths(draw, draw.narrower(shape)), truths(draw, draw.narrower(shape))], build };
  };

/** Operators on each element. */
export const elementwise: Readonly<Record<string, PropertyDraw>> = {
  add: binary(g.add),
  sub: binary(g.sub),
  mul: binary(g.mul),
  div: binary(g.div, "awayFromZero"),
  maximum: extremum(g.maximum),
  minimum: extremum(g.minimum),
  neg: unary(g.neg),
  abs: unary(g.abs, "awayFromZero"),
  sign: unary(g.sign, "awayFromZero", 0),
  square: unary(g.square),
  exp: unary(g.exp),
  log: unary(g.log, "positive"),
  sqrt: unary(g.sqrt, "positive"),
  reciprocal: unary(g.reciprocal, "awayFromZero"),
  tanh: unary(g.tanh),
  sigmoid: unary(g.sigmoid),
  softplus: unary(g.softplus),
  erf: unary(g.erf),
  relu: unary(g.relu, "awayFromZero"),
  reluGradient: unary(g.relu, "awayFromZero"),
  gelu: unary(g.gelu),
  silu: unary(g.silu),
  leakyRelu: (draw) => {
    const slope = draw.random.float();
    return { operands: [draw.awayFromZero(draw.shape())], build: (x) => g.leakyRelu(x, slope) };
  },
  pow: (draw) => {
    const exponent = draw.pick(-2, -0.5, 1.5, 3);
    return { operands: [draw.positive(draw.shape())], build: (x) => g.pow(x, exponent) };
  },
  clip: (draw) => ({ operands: [draw.awayFromZero(draw.shape())], build: (x) => g.clip(x, -1, 0.05) }),
  equal: comparison(g.equal),
  greater: comparison(g.greater),
  greaterEqual: comparison(g.greaterEqual),
  less: comparison(g.less),
  lessEqual: comparison(g.lessEqual),
  logicalAnd: logical(g.logicalAnd),
  logicalOr: logical(g.logicalOr),
  logicalNot: (draw) => ({ operands: [truths(draw, draw.shape())], build: g.logicalNot }),
  where: (draw) => {
    const shape = draw.shape();
    const operands = [truths(draw, draw.narrower(shape)), draw.floats(draw.narrower(shape))];
    return { operands: [...operands, draw.floats(draw.narrower(shape))], build: g.where };
  },
  cast: (draw) => {
    const [from, to] = [
      draw.pick<g.DType>("int32", "int64", "bool"),
      draw.pick<g.DType>("int32", "int64", "bool", "float32"),
    ];
    const shape = draw.shape();
    if (draw.random.chance(0.3))
      return { operands: [draw.whole("float16", shape, -9, 9)], build: (x) => g.cast(x, "float32") };
    if (draw.boolean())
      return { operands: [draw.floats(shape)], build: (x) => g.cast(x, from), differentiable: 0 };
    return {
      operands: [draw.whole(from, shape, 0, from === "bool" ? 1 : 9)],
      build: (x) => g.cast(x, draw.pick(to, "float32")),
    };
  },
  // The gradient that stops is 0 by itself, so that the differences agree.
  stopGradient: (draw) => ({
    operands: [draw.floats(draw.shape())],
    build: (x) => g.mul(x, g.add(g.stopGradient(g.mul(x, 0)), 2)),
  }),
};
