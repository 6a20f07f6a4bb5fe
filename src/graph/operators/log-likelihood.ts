import { GraphError } from "../../errors.js";
import type { Emitter } from "../onnx/emitter.js";
import { apply, apply1, type Operator } from "../operator.js";
import { sameShape, show } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { None } from "./elementwise.js";

/** Outputs: the log-probability of each target, and those of all classes, which the gradient reads. */
const logLikelihoodOperator: Operator<None> = {
  name: "logLikelihood",
  infer: ([{ dtype, shape }, targets]) => [
    { dtype, shape: targets.shape },
    { dtype, shape },
  ],
  emit(emitter, { inputs: [logits, targets] }) {
    const all = emitter.node("LogSoftmax", [logits], { attributes: { axis: 1 } });
    const taken = emitter.node("GatherElements", [all, column(emitter, targets)], {
      attributes: { axis: 1 },
    });
    return [emitter.node("Squeeze", [taken, emitter.integers([1])]), all];
  },
  gradient({ inputs: [, targets], outputs: [, all], gradients: [g] }) {
    return [g === undefined ? undefined : apply1(gradientOperator, [all, targets, g], {}), undefined];
  },
};

/** `g (onehot(targets) - exp(all))`; the one element a row that differs is added in place. */
const gradientOperator: Operator<None> = {
  name: "logLikelihoodGradient",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit(emitter, { inputs: [all, targets, g] }) {
    const factor = column(emitter, g);
    const probabilities = emitter.node("Exp", [all]);
    const others = emitter.node("Mul", [probabilities, emitter.node("Neg", [factor])]);
    const attributes = { axis: 1, reduction: "add" };
    return [emitter.node("ScatterElements", [others, column(emitter, targets), factor], { attributes })];
  },
};

const column = (emitter: Emitter, x: string) => emitter.node("Unsqueeze", [x, emitter.integers([1])]);

/**
 * Log-probabilities of one class a row under the softmax of logits.
 * @param logits `[rows, classes]`
 * @param targets int32 or int64 `[rows]`, from 0 to classes − 1
 * @returns `[rows]`, in nats
 */
export function logLikelihood(logits: Tensor, targets: Tensor): Tensor {
  const integers = targets.dtype === "int32" || targets.dtype === "int64";
  if (logits.rank !== 2 || !integers || !sameShape(targets.shape, logits.shape.slice(0, 1))) {
    throw new GraphError(
      "BAD_SHAPE",
      `logLikelihood: targets ${targets.dtype}${show(targets.shape)} are not one class a row of ${show(logits.shape)}`,
    );
  }
  return apply(logLikelihoodOperator, [logits, targets], {})[0];
}
