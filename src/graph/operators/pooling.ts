import { GraphError } from "../../errors.js";
import { apply1, type Operator } from "../operator.js";
import { type Dim, product, type Shape, show } from "../shape.js";
import { constant, type Tensor } from "../tensor.js";
import { conv2dInputGradient } from "./convolution-gradient.js";
import { reshape } from "./layout.js";
import { mean } from "./reduction.js";

/** Attributes: window and stride `[y, x]`, padding `[top, left, bottom, right]`. */
type Pool = {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
};

const maxPoolOperator: Operator<Pool> = {
  name: "maxPool2d",
  infer: ([{ dtype, shape }], attributes) => [{ dtype, shape: poolShape(shape, attributes) }],
  emit: (emitter, { inputs, attributes: { window, stride, padding } }) => [
    emitter.node("MaxPool", inputs, {
      attributes: { kernel_shape: window, strides: stride, pads: padding },
    }),
  ],
  gradient: ({ inputs: [x], attributes, gradients: [g] }) => [
    apply1(maxPoolGradientOperator, [x, g!], attributes),
  ],
};

/** Inputs: images x, gradient g by the maxima. */
const maxPoolGradientOperator: Operator<Pool> = {
  name: "maxPool2dGradient",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit(emitter, { inputs: [x, g], inputTypes, attributes: { window, stride, padding } }) {
    // Of MaxPool's own indices WebGPU knows nothing. Here filters with a single 1 take each window's elements apart, the
    // largest is found among them, and the transposed convolution puts its gradient back in place.
    const [{ shape }, { shape: pooled }] = inputTypes;
    const size = window[0] * window[1];
    const reshape = (t: string, to: Shape) =>
      emitter.node("Reshape", [t, emitter.integers([-1, ...(to as number[])])]);
    const identity = Float32Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));
    const filters = emitter.constant("float32", [size, 1, ...window], identity);
    const [top, left, bottom, right] = padding;
    const sides = emitter.integers([0, 0, top, left, 0, 0, bottom, right]);
    const padded = emitter.node("Pad", [x, sides, emitter.scalar(LOWEST)]);
    const height = Number(shape[2]) + top + bottom;
    const images = reshape(padded, [1, height, Number(shape[3]) + left + right]);
    const elements = emitter.node("Conv", [images, filters], { attributes: { strides: stride } });
    const largest = emitter.node("ArgMax", [elements], { attributes: { axis: 1, keepdims: 0 } });
    const depth = emitter.constant("int64", [], BigInt64Array.of(BigInt(size)));
    const range = emitter.constant("float32", [2], Float32Array.of(0, 1));
    const chosen = emitter.node("OneHot", [largest, depth, range], { attributes: { axis: 1 } });
    const shares = emitter.node("Mul", [chosen, reshape(g, [1, ...pooled.slice(2)])]);
    const rest = [0, 1].map((i) => {
      const seen = (Number(pooled[i + 2]) - 1) * stride[i] + window[i] - padding[i] - padding[i + 2];
      return Number(shape[i + 2]) - seen;
    });
    const attributes = { strides: stride, pads: padding, output_padding: rest };
    const byX = emitter.node("ConvTranspose", [shares, filters], { attributes });
    return [emitter.node("Reshape", [byX, emitter.shape(shape)])];
  },
};

/** What padding counts as: lower than any element, but finite, so that 0 times it is 0. */
const LOWEST = -3e38;

const averagePoolOperator: Operator<Pool> = {
  name: "averagePool2d",
  infer: ([{ dtype, shape }], attributes) => [{ dtype, shape: poolShape(shape, attributes) }],
  emit: (emitter, { inputs, attributes: { window, stride, padding } }) => [
    emitter.node("AveragePool", inputs, {
      attributes: { kernel_shape: window, strides: stride, pads: padding, count_include_pad: 1 },
    }),
  ],
  gradient({ inputs: [x], attributes: { window, stride, padding }, gradients: [g] }) {
    // Every channel for itself is convolved with one filter whose elements are all the same.
    const single = ([batch, channels, ...image]: Shape): Dim[] => [product([batch, channels]), 1, ...image];
    const area = window[0] * window[1];
    const filter = constant(new Float32Array(area).fill(1 / area), [1, 1, ...window]);
    const images = reshape(g!, single(g!.shape));
    return [reshape(conv2dInputGradient(images, filter, single(x.shape), { stride, padding }), x.shape)];
  },
};

/** Settings of pooling. */
export interface PoolOptions {
  /** Size of the window; `[y, x]` where its sides differ. */
  readonly window: number | readonly [number, number];
  /** Step of the window, its size by default; `[y, x]` where they differ. */
  readonly stride?: number | readonly [number, number];
  /** Lines added on all sides, 0 by default; less than the window. */
  readonly padding?: number | readonly [top: number, left: number, bottom: number, right: number];
}

/**
 * The maximum of each window of images `[batch, channels, height, width]`. Padding never is the maximum; where elements
 * share it, the gradient goes to the first.
 */
export function maxPool2d(x: Tensor, options: PoolOptions): Tensor {
  return apply1(maxPoolOperator, [x], attributes(options));
}

/** The mean of each window of images `[batch, channels, height, width]`; padding counts as zeros. */
export function averagePool2d(x: Tensor, options: PoolOptions): Tensor {
  return apply1(averagePoolOperator, [x], attributes(options));
}

/** The mean of each channel: `[batch, channels, ...]` become `[batch, channels]`. */
export function globalAveragePool(x: Tensor): Tensor {
  return mean(
    x,
    x.shape.map((_, axis) => axis).filter((axis) => axis > 1),
  );
}

function attributes({ window, stride = window, padding = 0 }: PoolOptions): Pool {
  const pair = (size: number | readonly number[]) => (typeof size === "number" ? [size, size] : size);
  return {
    window: pair(window),
    stride: pair(stride),
    padding: [...pair(padding), ...pair(padding)].slice(0, 4),
  };
}

function poolShape(shape: Shape, { window, stride, padding }: Pool): Shape {
  const [batch, channels, ...image] = shape;
  const sizes = image.map(
    (size, i) => Math.floor((Number(size) + padding[i] + padding[i + 2] - window[i]) / stride[i]) + 1,
  );
  const fits = shape.length === 4 && sizes.every((size) => size >= 1);
  if (fits && padding.every((pad, i) => pad < window[i % 2])) return [batch, channels, ...sizes];
  throw new GraphError(
    "BAD_SHAPE",
    `pooling: window ${show(window)}, padding ${show(padding)} on ${show(shape)}`,
  );
}
