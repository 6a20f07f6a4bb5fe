import type { Emitter } from "../onnx/emitter.js";
import { BLOCKED, blockedConv, type Layout, reshape } from "./image.js";

/** What the forward pass of a batch normalisation leaves for the backward pass. */
export interface Normalized {
  /** x less the mean of its channel. */
  readonly centered: string;
  /** `1 / √(variance + ε)`, `[channels]` */
  readonly inverse: string;
  readonly mean: string;
  readonly variance: string;
}

/** Statistics over the batch of an image whose channels fill their blocks. */
export function normalize(emitter: Emitter, x: string, layout: Layout, epsilon: number): Normalized {
  const mean = channelMean(emitter, x, layout);
  const ones = emitter.constant("float32", [layout.channels], new Float32Array(layout.channels).fill(1));
  const centered = affine(emitter, x, layout, ones, { bias: emitter.node("Neg", [mean]) });
  const variance = channelMean(emitter, emitter.node("Mul", [centered, centered]), layout);
  const deviation = emitter.node("Sqrt", [emitter.node("Add", [variance, emitter.scalar(epsilon)])]);
  return { centered, inverse: emitter.node("Reciprocal", [deviation]), mean, variance };
}

/** Slope and shift by channel of a normalisation by running statistics. */
export function fixedNormalization(
  emitter: Emitter,
  { scale, bias, mean, variance }: Record<"scale" | "bias" | "mean" | "variance", string>,
  epsilon: number,
): [slope: string, shift: string] {
  const op = (type: string, ...inputs: string[]) => emitter.node(type, inputs);
  const slope = op("Div", scale, op("Sqrt", op("Add", variance, emitter.scalar(epsilon))));
  return [slope, op("Sub", bias, op("Mul", mean, slope))];
}

/** Gradients by x, scale and bias. */
export function normalizeGradient(
  emitter: Emitter,
  { centered, inverse }: Normalized,
  g: string,
  scale: string,
  layout: Layout,
): [byX: string, byScale: string, byBias: string] {
  const op = (type: string, ...inputs: string[]) => emitter.node(type, inputs);
  const { batch, height, width } = layout;
  const count = emitter.scalar(batch * height * width);
  const gradient = channelMean(emitter, g, layout);
  const product = channelMean(emitter, op("Mul", g, centered), layout);
  const slope = op("Mul", scale, inverse);
  const curve = op("Mul", op("Mul", inverse, inverse), product);
  // byX = slope·(g - gradient - centered·curve): two passes, each a multiply-add by channel.
  const bias = op("Neg", op("Mul", slope, gradient));
  const pull = affine(emitter, centered, layout, op("Neg", op("Mul", slope, curve)), { bias });
  const byX = affine(emitter, g, layout, slope, { summand: pull });
  return [byX, op("Mul", op("Mul", product, count), inverse), op("Mul", gradient, count)];
}

/** `slope·x + bias + summand`, then perhaps ReLU, by channel and in one pass: a 1×1 convolution of single channels. */
export function affine(
  emitter: Emitter,
  x: string,
  { channels }: Layout,
  slope: string,
  { bias, summand, relu }: { bias?: string; summand?: string; relu?: boolean },
): string {
  const inputs = [x, reshape(emitter, slope, [channels, 1, 1, 1])];
  if (bias !== undefined || summand !== undefined) inputs.push(bias ?? "");
  if (summand !== undefined) inputs.push(summand);
  return blockedConv(emitter, inputs, { kernel: [1, 1], group: channels, relu: relu ?? false });
}

/** The mean over the batch of each channel, `[channels]`. */
function channelMean(emitter: Emitter, x: string, { height, channels }: Layout): string {
  const rows = emitter.node("GlobalAveragePool", [x], { domain: BLOCKED });
  const flat = reshape(emitter, rows, [height, channels]);
  return emitter.node("ReduceMean", [flat, emitter.integers([0])], { attributes: { keepdims: 0 } });
}
