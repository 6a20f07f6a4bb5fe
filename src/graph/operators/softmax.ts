import { apply1, type Operator } from "../operator.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { mul, neg, sub } from "./arithmetic.js";
import { exp } from "./exponential.js";
import { sum } from "./reduction.js";

type Axis = { readonly axis: number };

const softmaxOperator: Operator<Axis> = {
  name: "softmax",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs, attributes: { axis } }) => [
    emitter.node("Softmax", inputs, { attributes: { axis } }),
  ],
  gradient({ outputs: [y], attributes: { axis }, gradients: [g] }) {
    return [mul(y, sub(g!, sum(mul(g!, y), axis, true)))];
  },
};

const logSoftmaxOperator: Operator<Axis> = {
  name: "logSoftmax",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs, attributes: { axis } }) => [
    emitter.node("LogSoftmax", inputs, { attributes: { axis } }),
  ],
  gradient({ outputs: [y], attributes: { axis }, gradients: [g] }) {
    return [sub(g!, mul(exp(y), sum(g!, axis, true)))];
  },
};

/** `exp(x) / Σ exp(x)` along an axis, the last by default. */
export function softmax(x: Tensor, axis = -1): Tensor {
  return apply1(softmaxOperator, [x], { axis: normalizeAxis(axis, x.rank) });
}

/** Logarithm of {@link softmax}, without overflow. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return apply1(logSoftmaxOperator, [x], { axis: normalizeAxis(axis, x.rank) });
}

/**
 * Cross-entropy of soft targets, per example.
 * @param logits `[..., classes]`
 * @param targets probabilities `[..., classes]`
 * @returns `[...]`, in nats
 */
export function crossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return neg(sum(mul(targets, logSoftmax(logits)), -1));
}
