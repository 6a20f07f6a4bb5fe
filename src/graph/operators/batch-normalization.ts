import { GraphError } from "../../errors.js";
import type { Emitter } from "../onnx/emitter.js";
import { float } from "../onnx/model.js";
import { apply, apply1, type Operator } from "../operator.js";
import type { Update } from "../program.js";
import { type Shape, show } from "../shape.js";
import type { Tensor, Variable } from "../tensor.js";
import { add, div, mul, sub } from "./arithmetic.js";
import { reciprocal, sqrt } from "./exponential.js";
import { reshape } from "./layout.js";
import { size, sumTo } from "./reduction.js";

type Epsilon = { readonly epsilon: number };

/** Inputs x, scale, bias, mean, variance: normalisation with given statistics. */
const inferenceOperator: Operator<Epsilon> = {
  name: "batchNormInference",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs, attributes: { epsilon } }) => [
    emitter.node("BatchNormalization", inputs, { attributes: { epsilon: float(epsilon) } }),
  ],
  gradient({ inputs: [x, scale, bias, mean, variance], attributes: { epsilon }, gradients: [g] }) {
    const channel = (parameter: Tensor) => reshape(parameter, [-1, ...x.shape.slice(2).map(() => 1)]);
    const inverse = channel(reciprocal(sqrt(add(variance, epsilon))));
    const normal = mul(sub(x, channel(mean)), inverse);
    const perChannel = (t: Tensor) => reshape(sumTo(t, channel(bias).shape), bias.shape);
    return [
      mul(g!, mul(channel(scale), inverse)),
      perChannel(mul(g!, normal)),
      perChannel(g!),
      undefined,
      undefined,
    ];
  },
};

/** Inputs x, scale, bias; outputs y, and mean and (biased) variance of each channel over the batch. */
const trainingOperator: Operator<Epsilon> = {
  name: "batchNormTraining",
  infer([{ dtype, shape }, scale]) {
    const statistics = { dtype, shape: scale.shape };
    return [{ dtype, shape }, statistics, statistics];
  },
  emit(emitter, { inputs: [x, scale, bias], inputTypes: [type], attributes: { epsilon } }) {
    const count = emitter.size(batchShape(type.shape));
    const mean = emitter.node("Div", [channelSum(emitter, x, type.shape), count]);
    const squares = channelSum(emitter, emitter.node("Mul", [x, x]), type.shape);
    const meanSquare = emitter.node("Div", [squares, count]);
    const difference = emitter.node("Sub", [meanSquare, emitter.node("Mul", [mean, mean])]);
    const variance = emitter.node("Max", [difference, emitter.scalar(0)]);
    const options = { attributes: { epsilon: float(epsilon) } };
    return [emitter.node("BatchNormalization", [x, scale, bias, mean, variance], options), mean, variance];
  },
  gradient({
    inputs: [x, scale, bias],
    outputs: [, mean, variance],
    attributes,
    gradients: [g, ...statistics],
  }) {
    if (g === undefined || statistics.some((gradient) => gradient !== undefined)) {
      throw new GraphError("NO_GRADIENT", "batchNorm: no gradient flows through the statistics of the batch");
    }
    return apply(gradientOperator, [x, g, scale, mean, variance], attributes).slice(0, bias ? 3 : 2);
  },
};

/** Inputs x, gradient by y, scale, mean, variance; outputs gradients by x, scale, bias. */
const gradientOperator: Operator<Epsilon> = {
  name: "batchNormGradient",
  infer([{ dtype, shape }, , scale]) {
    const parameter = { dtype, shape: scale.shape };
    return [{ dtype, shape }, parameter, parameter];
  },
  emit(emitter, { inputs: [x, g, scale, mean, variance], inputTypes: [type], attributes: { epsilon } }) {
    const op = (name: string, ...inputs: string[]) => emitter.node(name, inputs);
    const inverse = op("Reciprocal", op("Sqrt", op("Add", variance, emitter.scalar(epsilon))));
    const byBias = channelSum(emitter, g, type.shape);
    const products = channelSum(emitter, op("Mul", g, x), type.shape);
    const byScale = op("Mul", inverse, op("Sub", products, op("Mul", mean, byBias)));
    // With n elements a channel: byX = scale·inverse·(g - byBias/n - normal·byScale/n), which is linear in g and x.
    const slopeG = op("Mul", scale, inverse);
    const perElement = op("Div", slopeG, emitter.size(batchShape(type.shape)));
    const slopeX = op("Neg", op("Mul", perElement, op("Mul", inverse, byScale)));
    const offset = op("Neg", op("Add", op("Mul", perElement, byBias), op("Mul", slopeX, mean)));
    const zeros = op("Sub", mean, mean);
    const ones = op("Add", zeros, emitter.scalar(1));
    // BatchNormalization with mean 0, variance 1 is x·slope + offset by channel in one pass.
    const affine = (input: string, slope: string, shift: string) =>
      emitter.node("BatchNormalization", [input, slope, shift, zeros, ones], {
        attributes: { epsilon: float(0) },
      });
    const byX = op("Add", affine(g, slopeG, zeros), affine(x, slopeX, offset));
    return [byX, byScale, byBias];
  },
};

/** Parameters and running statistics of a {@link batchNorm}, each `[channels]`. */
export interface BatchNormVariables {
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly mean: Variable;
  readonly variance: Variable;
}

/** Settings of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Normalise with the statistics of the batch and update the running ones; otherwise use the running ones. */
  readonly training: boolean;
  /** Weight of the batch in the running statistics, 0.1 by default. */
  readonly momentum?: number;
  readonly epsilon?: number;
}

/**
 * Batch normalisation (Ioffe and Szegedy 2015) of `x [batch, channels, ...]`.
 * @returns the normalised tensor, and the updates of the running statistics to pass to `compile` (none in inference)
 */
export function batchNorm(
  x: Tensor,
  variables: BatchNormVariables,
  options: BatchNormOptions,
): { output: Tensor; updates: Update[] } {
  const { scale, bias, mean, variance } = variables;
  const { training, momentum = 0.1, epsilon = 1e-5 } = options;
  for (const parameter of [scale, bias, mean, variance]) {
    if (x.rank < 2 || parameter.rank !== 1 || parameter.shape[0] !== x.shape[1]) {
      throw new GraphError(
        "BAD_SHAPE",
        `batchNorm: ${show(parameter.shape)} for the channels of ${show(x.shape)}`,
      );
    }
  }
  if (!training) {
    return { output: apply1(inferenceOperator, [x, scale, bias, mean, variance], { epsilon }), updates: [] };
  }
  const [output, batchMean, batchVariance] = apply(trainingOperator, [x, scale, bias], { epsilon });
  const count = size(batchShape(x.shape));
  const unbiased = mul(batchVariance, div(count, sub(count, 1)));
  const blend = (old: Tensor, now: Tensor) => add(mul(old, 1 - momentum), mul(now, momentum));
  return {
    output,
    updates: [
      [mean, blend(mean, batchMean)],
      [variance, blend(variance, unbiased)],
    ],
  };
}

/** The axes that statistics are taken over. */
const batchShape = (shape: Shape): Shape => shape.filter((_, axis) => axis !== 1);

/** The sum over all axes but the channels'. */
function channelSum(emitter: Emitter, x: string, shape: Shape): string {
  const axes = shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  return emitter.node("ReduceSum", [x, emitter.integers(axes)], { attributes: { keepdims: 0 } });
}
