import { build, each, get, line, type NdArray } from "../array.js";
import { type Kernels, kernel, kernels } from "../kernel.js";

type Epsilon = { readonly epsilon: number };

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]) =>
  average(values.map((value) => (value - average(values)) ** 2));

/** The elements of each channel of `[batch, channels, ...]`. */
function channels(x: NdArray): number[][] {
  const values: number[][] = Array.from({ length: x.shape[1] }, () => []);
  each(x.shape, (at) => values[at[1]].push(get(x, at)));
  return values;
}

const vector = (values: readonly number[]): NdArray => ({
  shape: [values.length],
  data: Float64Array.from(values),
});

/** `(x - mean) / √(variance + ε)` with statistics by channel. */
const normalize = (x: NdArray, mean: NdArray, square: NdArray, epsilon: number): NdArray =>
  build(x.shape, (at) => (get(x, at) - mean.data[at[1]]) / Math.sqrt(square.data[at[1]] + epsilon));

const affine = (x: NdArray, scale: NdArray, bias: NdArray): NdArray =>
  build(x.shape, (at) => get(x, at) * scale.data[at[1]] + bias.data[at[1]]);

/** Normalisations. */
export const normalization: Kernels = {
  layerNorm: kernels<Epsilon>(
    ({ inputs: [x, scale, bias], shapes: [shape, row], attributes: { epsilon } }) => {
      const axis = x.shape.length - 1;
      const mean = build(row, (at) => average(line(x, at, axis)));
      const inverse = build(row, (at) => 1 / Math.sqrt(variance(line(x, at, axis)) + epsilon));
      const y = build(
        shape,
        (at) => (get(x, at) - get(mean, at)) * get(inverse, at) * get(scale, at) + get(bias, at),
      );
      return [y, mean, inverse];
    },
  ),
  rmsNorm: kernels<Epsilon>(({ inputs: [x, scale], shapes: [shape, row], attributes: { epsilon } }) => {
    const squares = (at: readonly number[]) => line(x, at, x.shape.length - 1).map((value) => value * value);
    const inverse = build(row, (at) => 1 / Math.sqrt(average(squares(at)) + epsilon));
    return [build(shape, (at) => get(x, at) * get(inverse, at) * get(scale, at)), inverse];
  }),
  batchNormInference: kernel<Epsilon>(({ inputs: [x, scale, bias, mean, square], attributes: { epsilon } }) =>
    affine(normalize(x, mean, square, epsilon), scale, bias),
  ),
  batchNormTraining: kernels<Epsilon>(({ inputs: [x, scale, bias], attributes: { epsilon } }) => {
    const mean = vector(channels(x).map(average));
    const square = vector(channels(x).map(variance));
    return [affine(normalize(x, mean, square, epsilon), scale, bias), mean, square];
  }),
  batchNormGradient: kernels<Epsilon>(({ inputs: [x, g, scale, mean, square], attributes: { epsilon } }) => {
    const normal = normalize(x, mean, square, epsilon);
    const product = build(x.shape, (at) => get(g, at) * get(normal, at));
    const meanG = channels(g).map(average);
    const meanProduct = channels(product).map(average);
    const byX = build(x.shape, (at) => {
      const slope = scale.data[at[1]] / Math.sqrt(square.data[at[1]] + epsilon);
      return slope * (get(g, at) - meanG[at[1]] - get(normal, at) * meanProduct[at[1]]);
    });
    const size = x.data.length / x.shape[1];
    const total = (means: readonly number[]) => vector(means.map((mean) => mean * size));
    return [byX, total(meanProduct), total(meanG)];
  }),
};
