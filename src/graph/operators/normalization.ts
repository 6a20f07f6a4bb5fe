import { GraphError } from "../../errors.js";
import { float } from "../onnx/model.js";
import { apply1, type Operator } from "../operator.js";
import { product, quotient, sameShape, show } from "../shape.js";
import { constant, type Tensor } from "../tensor.js";
import { add, mul, sub } from "./arithmetic.js";
import { reshape } from "./layout.js";
import { mean, sumTo } from "./reduction.js";

type Epsilon = { readonly epsilon: number };

/** Inputs x, scale, bias; outputs y, and mean and inverse standard deviation of each row, which the gradient reads. */
const layerNormOperator: Operator<Epsilon> = {
  name: "layerNorm",
  infer([x]) {
    const row = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), 1] };
    return [{ dtype: x.dtype, shape: x.shape }, row, row];
  },
  emit: (emitter, { inputs, attributes: { epsilon }, used }) =>
    emitter.nodeOutputs("LayerNormalization", inputs, {
      attributes: { axis: -1, epsilon: float(epsilon) },
      outputs: used[1] || used[2] ? 3 : 1,
    }),
  gradient({ inputs: [x, scale, bias], outputs: [, average, inverse], gradients: [g] }) {
    const normal = mul(sub(x, average), inverse);
    const scaled = mul(g!, scale);
    const along = mean(mul(scaled, normal), -1, true);
    const byX = mul(sub(sub(scaled, mean(scaled, -1, true)), mul(normal, along)), inverse);
    return [byX, sumTo(mul(g!, normal), scale.shape), sumTo(g!, bias.shape)];
  },
};

/**
 * Layer normalisation along the last axis (Ba, Kiros and Hinton 2016).
 * @param x `[..., features]`
 * @param scale `[features]`
 * @param bias `[features]`
 */
export function layerNorm(x: Tensor, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  for (const parameter of [scale, bias]) checkFeatures("layerNorm", x, parameter);
  return apply1(layerNormOperator, [x, scale, bias], { epsilon });
}

/** Inputs x, scale; outputs y, and the inverse root mean square of each row, which the gradient reads. */
const rmsNormOperator: Operator<Epsilon> = {
  name: "rmsNorm",
  infer: ([{ dtype, shape }]) => [
    { dtype, shape },
    { dtype, shape: [...shape.slice(0, -1), 1] },
  ],
  emit(emitter, { inputs: [x, scale], attributes: { epsilon }, used }) {
    if (!emitter.portable) {
      const attributes = { axis: -1, epsilon: float(epsilon), stash_type: 1 };
      const outputs = used[1] ? 2 : 1;
      return emitter.nodeOutputs("SimplifiedLayerNormalization", [x, scale], { attributes, outputs });
    }
    const squares = emitter.node("ReduceMean", [emitter.node("Mul", [x, x]), emitter.integers([-1])], {
      attributes: { keepdims: 1 },
    });
    const root = emitter.node("Sqrt", [emitter.node("Add", [squares, emitter.scalar(epsilon)])]);
    const inverse = emitter.node("Reciprocal", [root]);
    return [emitter.node("Mul", [emitter.node("Mul", [x, inverse]), scale]), inverse];
  },
  gradient({ inputs: [x, scale], outputs: [, inverse], gradients: [g] }) {
    const normal = mul(x, inverse);
    const byNormal = mul(g!, normal);
    const along = mul(mean(mul(byNormal, scale), -1, true), inverse);
    return [sub(mul(mul(g!, scale), inverse), mul(normal, along)), sumTo(byNormal, scale.shape)];
  },
};

/**
 * Root-mean-square normalisation along the last axis (Zhang and Sennrich 2019).
 * @param x `[..., features]`
 * @param scale `[features]`
 */
export function rmsNorm(x: Tensor, scale: Tensor, epsilon = 1e-6): Tensor {
  checkFeatures("rmsNorm", x, scale);
  return apply1(rmsNormOperator, [x, scale], { epsilon });
}

/**
 * Group normalisation (Wu and He 2018): each group of channels of each example has mean 0 and variance 1 over the group
 * and all positions.
 * @param x `[batch, channels, ...]`, of fixed sizes but for the batch
 * @param groups number of groups; divides the channels
 * @param scale `[channels]`
 * @param bias `[channels]`
 */
export function groupNorm(x: Tensor, groups: number, scale: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const [batch, channels, ...positions] = x.shape;
  const size = quotient(product([channels, ...positions]), groups);
  const fits = [scale, bias].every((parameter) => sameShape(parameter.shape, [channels]));
  if (x.rank < 2 || !fits || typeof size !== "number" || quotient(channels, groups) === undefined) {
    const parameters = `${show(scale.shape)} and ${show(bias.shape)}`;
    throw new GraphError("BAD_SHAPE", `groupNorm: ${groups} groups, ${parameters}, of ${show(x.shape)}`);
  }
  const row = (value: number) => constant(new Float32Array(size).fill(value));
  const normal = layerNorm(reshape(x, [batch, groups, size]), row(1), row(0), epsilon);
  const channel = (parameter: Tensor) => reshape(parameter, [-1, ...positions.map(() => 1)]);
  return add(mul(reshape(normal, x.shape), channel(scale)), channel(bias));
}

function checkFeatures(what: string, x: Tensor, parameter: Tensor): void {
  if (sameShape(parameter.shape, x.shape.slice(-1))) return;
  throw new GraphError(
    "BAD_SHAPE",
    `${what}: ${show(parameter.shape)} is not one value a feature of ${show(x.shape)}`,
  );
}
