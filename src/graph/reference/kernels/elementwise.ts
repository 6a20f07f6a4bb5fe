import type { DType } from "../../dtype.js";
import { build, get } from "../array.js";
import { type Kernel, type Kernels, kernel, kernels } from "../kernel.js";
import { erf } from "./erf.js";

const unary = (f: (x: number) => number): Kernel =>
  kernel(({ inputs: [x], shapes: [shape] }) => build(shape, (at) => f(get(x, at))));

const binary = (f: (a: number, b: number) => number): Kernel =>
  kernel(({ inputs: [a, b], shapes: [shape] }) => build(shape, (at) => f(get(a, at), get(b, at))));

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const normalDistribution = (x: number) => (1 + erf(x * Math.SQRT1_2)) / 2;

/** Activations that return a factor with the result, which their gradients read. */
const gated = (gate: (x: number) => number): Kernel =>
  kernels(({ inputs: [x], shapes: [shape] }) => [
    build(shape, (at) => get(x, at) * gate(get(x, at))),
    build(shape, (at) => gate(get(x, at))),
  ]);

/** Operators on each element, and on pairs of elements with broadcasting. */
export const elementwise: Kernels = {
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: kernel(({ inputs: [a, b], types: [{ dtype }], shapes: [shape] }) =>
    build(shape, (at) => {
      const ratio = get(a, at) / get(b, at);
      return dtype === "float32" ? ratio : Math.trunc(ratio);
    }),
  ),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  neg: unary((x) => -x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  square: unary((x) => x * x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  reciprocal: unary((x) => 1 / x),
  tanh: unary(Math.tanh),
  sigmoid: unary(sigmoid),
  softplus: unary((x) => Math.log1p(Math.exp(x))),
  erf: unary(erf),
  relu: unary((x) => Math.max(x, 0)),
  reluGradient: binary((y, g) => (y > 0 ? g : 0)),
  leakyRelu: kernel<{ slope: number }>(({ inputs: [x], shapes: [shape], attributes: { slope } }) =>
    build(shape, (at) => get(x, at) * (get(x, at) > 0 ? 1 : slope)),
  ),
  gelu: gated(normalDistribution),
  silu: gated(sigmoid),
  pow: kernel<{ exponent: number }>(({ inputs: [x], shapes: [shape], attributes: { exponent } }) =>
    build(shape, (at) => get(x, at) ** exponent),
  ),
  clip: kernel<{ min: number; max: number }>(({ inputs: [x], shapes: [shape], attributes: { min, max } }) =>
    build(shape, (at) => Math.min(Math.max(get(x, at), min), max)),
  ),
  equal: binary((a, b) => Number(a === b)),
  greater: binary((a, b) => Number(a > b)),
  greaterEqual: binary((a, b) => Number(a >= b)),
  less: binary((a, b) => Number(a < b)),
  lessEqual: binary((a, b) => Number(a <= b)),
  logicalAnd: binary((a, b) => a * b),
  logicalOr: binary((a, b) => Math.max(a, b)),
  logicalNot: unary((x) => 1 - x),
  stopGradient: unary((x) => x),
  where: kernel(({ inputs: [condition, a, b], shapes: [shape] }) =>
    build(shape, (at) => get(get(condition, at) === 1 ? a : b, at)),
  ),
  cast: kernel<{ dtype: DType }>(({ inputs: [x], shapes: [shape], attributes: { dtype } }) => {
    if (dtype === "bool") return build(shape, (at) => Number(get(x, at) !== 0));
    return build(shape, (at) => (dtype === "float32" ? get(x, at) : Math.trunc(get(x, at))));
  }),
};
