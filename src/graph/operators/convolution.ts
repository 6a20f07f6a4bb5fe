import { GraphError } from "../../errors.js";
import { apply1, type Operator } from "../operator.js";
import type { Dim, Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { conv2dInputGradient, conv2dWeightGradient } from "./convolution-gradient.js";
import { sum } from "./reduction.js";

/** Attributes of convolutions: strides `[y, x]`, zeros added `[top, left, bottom, right]`. */
export type Convolution = { readonly stride: readonly number[]; readonly padding: readonly number[] };

/** Inputs x `[batch, in, height, width]`, filter `[out, in, y, x]` and optionally bias `[out]`. */
const conv2dOperator: Operator<Convolution> = {
  name: "conv2d",
  infer([x, filter, bias], { stride, padding }) {
    const [batch, channels, ...image] = x.shape;
    const [out, from, ...kernel] = filter.shape;
    if (
      x.rank !== 4 ||
      filter.rank !== 4 ||
      channels !== from ||
      (bias !== undefined && bias.shape[0] !== out)
    ) {
      throw new GraphError("BAD_SHAPE", `conv2d: ${filter} with bias ${bias} does not fit ${x}`);
    }
    const sizes = image.map((size, i) => outputSize(size, kernel[i], stride[i], padding[i] + padding[i + 2]));
    return [{ dtype: "float32", shape: [batch, out, ...sizes] }];
  },
  emit: (emitter, { inputs, attributes: { stride, padding } }) => [
    emitter.node("Conv", inputs, { attributes: { strides: stride, pads: padding } }),
  ],
  gradient({ inputs: [x, filter, bias], attributes, gradients: [g] }) {
    const byX = conv2dInputGradient(g!, filter, x.shape, attributes);
    const byFilter = conv2dWeightGradient(x, g!, filter.shape, attributes);
    return bias === undefined ? [byX, byFilter] : [byX, byFilter, sum(g!, [0, 2, 3])];
  },
};

/** Settings of {@link conv2d}. */
export interface Conv2dOptions {
  /** Step of the filter, 1 by default; `[y, x]` where they differ. */
  readonly stride?: number | readonly [number, number];
  /** Zeros added on all sides, 0 by default; `"same"` keeps the size of the image at stride 1 and odd filters. */
  readonly padding?: number | "same" | readonly [top: number, left: number, bottom: number, right: number];
}

/**
 * Convolution (cross-correlation) of images.
 * @param x `[batch, in, height, width]`
 * @param filter `[out, in, y, x]`
 * @param bias `[out]`
 * @returns `[batch, out, height', width']`
 */
export function conv2d(x: Tensor, filter: Tensor, bias?: Tensor, options: Conv2dOptions = {}): Tensor {
  const { stride = 1, padding = 0 } = options;
  const inputs = bias === undefined ? [x, filter] : [x, filter, bias];
  return apply1(conv2dOperator, inputs, {
    stride: typeof stride === "number" ? [stride, stride] : stride,
    padding: pads(padding, filter.shape),
  });
}

function pads(padding: Conv2dOptions["padding"] & {}, filter: Shape): readonly number[] {
  if (typeof padding === "number") return [padding, padding, padding, padding];
  if (padding !== "same") return padding;
  const [y, x] = filter.slice(2).map((size) => (Number(size) - 1) / 2);
  if (!Number.isInteger(y) || !Number.isInteger(x)) {
    throw new GraphError("BAD_SHAPE", `conv2d: padding "same" wants an odd filter, found [${filter}]`);
  }
  return [y, x, y, x];
}

function outputSize(image: Dim, kernel: Dim, stride: number, padding: number): number {
  const size = Math.floor((Number(image) + padding - Number(kernel)) / stride) + 1;
  if (size >= 1) return size;
  throw new GraphError("BAD_SHAPE", `conv2d: filter of size ${kernel} on an image of size ${image}`);
}
