import { float } from "../onnx/model.js";
import { apply1, type Operator } from "../operator.js";
import type { Tensor } from "../tensor.js";
import { add, div, mul, sub } from "./arithmetic.js";
import { type None, unary, unaryOperator } from "./elementwise.js";
import { exp } from "./exponential.js";
import { greater, where } from "./logic.js";

const reluOperator = unaryOperator("relu", "Relu", (_x, y, g) => apply1(reluGradientOperator, [y, g], {}));

/** g where the output y of a ReLU is positive, else 0. */
const reluGradientOperator: Operator<None> = {
  name: "reluGradient",
  infer: ([, { dtype, shape }]) => [{ dtype, shape }],
  emit(emitter, { inputs: [y, g] }) {
    // HardSigmoid is max(0, min(1, alpha x + beta)): a step function in one pass, half the time of a condition and Where.
    const step = emitter.node("HardSigmoid", [y], { attributes: { alpha: float(3e38), beta: float(0) } });
    return [emitter.node("Mul", [g, step])];
  },
};

/** `max(x, 0)`; its gradient at 0 is 0. */
export const relu = unary(reluOperator);

type Slope = { readonly slope: number };

const leakyReluOperator: Operator<Slope> = {
  name: "leakyRelu",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs, attributes: { slope } }) => [
    emitter.node("LeakyRelu", inputs, { attributes: { alpha: float(slope) } }),
  ],
  gradient: ({ inputs: [x], attributes: { slope }, gradients: [g] }) => [
    where(greater(x, 0), g!, mul(g!, slope)),
  ],
};

/** `x` where it is positive, else `slope · x`. */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  return apply1(leakyReluOperator, [x], { slope });
}

/** Outputs: y = x Φ(x), and Φ(x), which the gradient reads. */
const geluOperator: Operator<None> = {
  name: "gelu",
  infer: ([{ dtype, shape }]) => [
    { dtype, shape },
    { dtype, shape },
  ],
  emit(emitter, { inputs: [x], used }) {
    if (!used[1] && !emitter.portable) return [emitter.node("Gelu", [x], { domain: "com.microsoft" }), ""];
    const scaled = emitter.node("Mul", [x, emitter.scalar(Math.SQRT1_2)]);
    // HardSigmoid is max(0, min(1, alpha x + beta)): one pass, and erf keeps within its range.
    const phi = emitter.node("HardSigmoid", [emitter.node("Erf", [scaled])], {
      attributes: { alpha: float(0.5), beta: float(0.5) },
    });
    return [emitter.node("Mul", [x, phi]), phi];
  },
  gradient({ inputs: [x], outputs: [, phi], gradients: [g] }) {
    // By a quotient, one pass over memory less than by exp(-x²/2); far out it is x / infinity, which is right.
    const scaled = mul(x, Math.SQRT1_2);
    const density = div(scaled, exp(add(mul(scaled, scaled), Math.log(Math.sqrt(Math.PI)))));
    return [mul(g!, add(phi, density))];
  },
};

/** Gaussian error linear unit `x Φ(x)`, in its exact form (Hendrycks and Gimpel 2016). */
export const gelu = unary(geluOperator);

/** Outputs: y = x σ(x), and σ(x), which the gradient reads. */
const siluOperator: Operator<None> = {
  name: "silu",
  infer: ([{ dtype, shape }]) => [
    { dtype, shape },
    { dtype, shape },
  ],
  emit(emitter, { inputs: [x], used }) {
    if (!used[1] && !emitter.portable) {
      const options = { domain: "com.microsoft", attributes: { alpha: float(1) } };
      return [emitter.node("QuickGelu", [x], options), ""];
    }
    const sigmoid = emitter.node("Sigmoid", [x]);
    return [emitter.node("Mul", [x, sigmoid]), sigmoid];
  },
  gradient: ({ outputs: [y, sigmoid], gradients: [g] }) => [mul(g!, sub(add(sigmoid, y), mul(y, sigmoid)))],
};

/** Sigmoid linear unit `x σ(x)`, also called swish. */
export const silu = unary(siluOperator);
