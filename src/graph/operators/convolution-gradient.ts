import type { Emitter } from "../onnx/emitter.js";
import { apply1, type Operator } from "../operator.js";
import type { Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { Convolution } from "./convolution.js";

type InputGradient = Convolution & { readonly shape: Shape };

/** Inputs: gradient g by the output, filter. */
const inputGradientOperator: Operator<InputGradient> = {
  name: "conv2dInputGradient",
  infer: (_, { shape }) => [{ dtype: "float32", shape }],
  emit(emitter, { inputs: [g, filter], inputTypes, attributes: { stride, padding, shape } }) {
    const [, , ...kernel] = inputTypes[1].shape as number[];
    const [, , ...size] = inputTypes[0].shape as number[];
    const [, , ...image] = shape as number[];
    if (stride.every((step) => step === 1)) {
      // The same image is the full correlation with the filter turned by half a turn, in and out swapped.
      const around = [0, 1, 2, 3].map((side) => kernel[side % 2] - 1 - padding[side]);
      if (around.every((pad) => pad >= 0)) {
        return [emitter.node("Conv", [g, turned(emitter, filter)], { attributes: { pads: around } })];
      }
    }
    const reach = [0, 1].map((i) => (size[i] - 1) * stride[i] + kernel[i] - padding[i] - padding[i + 2]);
    const attributes = { strides: stride, pads: padding, output_padding: image.map((s, i) => s - reach[i]) };
    return [emitter.node("ConvTranspose", [g, filter], { attributes })];
  },
};

/** Gradient by the image of a convolution: `[batch, in, height, width]`. */
export function conv2dInputGradient(
  g: Tensor,
  filter: Tensor,
  shape: Shape,
  convolution: Convolution,
): Tensor {
  return apply1(inputGradientOperator, [g, filter], { ...convolution, shape });
}

type WeightGradient = Convolution & { readonly shape: Shape };

/** Inputs: image x, gradient g by the output. */
const weightGradientOperator: Operator<WeightGradient> = {
  name: "conv2dWeightGradient",
  infer: (_, { shape }) => [{ dtype: "float32", shape }],
  emit(emitter, { inputs: [x, g], attributes: { stride, padding, shape } }) {
    // Correlates each channel of x with each channel of g: a convolution with batch and channels swapped.
    const swap = (image: string) =>
      emitter.node("Transpose", [image], { attributes: { perm: [1, 0, 2, 3] } });
    const attributes = { pads: padding, dilations: stride };
    const full = emitter.node("Conv", [swap(x), swap(g)], { attributes });
    // Where the stride does not divide the image, the last lines were never seen by the filter.
    const axes = emitter.integers([2, 3]);
    const cut = [full, emitter.integers([0, 0]), emitter.integers(shape.slice(2) as number[]), axes];
    const exact = stride.every((step) => step === 1) ? full : emitter.node("Slice", cut);
    return [swap(exact)];
  },
};

/** Gradient by the filter of a convolution: `[out, in, y, x]`. */
export function conv2dWeightGradient(x: Tensor, g: Tensor, shape: Shape, convolution: Convolution): Tensor {
  return apply1(weightGradientOperator, [x, g], { ...convolution, shape });
}

/** The filter `[out, in, y, x]` as `[in, out, -y, -x]`. */
function turned(emitter: Emitter, filter: string): string {
  const swapped = emitter.node("Transpose", [filter], { attributes: { perm: [1, 0, 2, 3] } });
  const far = -(2 ** 31);
  const [start, end, axes, step] = [
    [-1, -1],
    [far, far],
    [2, 3],
    [-1, -1],
  ].map((v) => emitter.integers(v));
  return emitter.node("Slice", [swapped, start, end, axes, step]);
}
