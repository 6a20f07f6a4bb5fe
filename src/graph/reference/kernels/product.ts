import { accumulate, build, each, get, getOrZero, type NdArray, zeros } from "../array.js";
import { type Kernels, kernel } from "../kernel.js";

type Product = { readonly transA: boolean; readonly transB: boolean; readonly alpha: number };
type Convolution = { readonly stride: readonly number[]; readonly padding: readonly number[] };

const matmul = kernel<Product>(({ inputs: [a, b, c], shapes: [shape], attributes }) => {
  const { transA, transB, alpha } = attributes;
  const inner = a.shape[a.shape.length - (transA ? 2 : 1)];
  return build(shape, (at) => {
    const batch = at.slice(0, -2);
    const [row, column] = at.slice(-2);
    let total = 0;
    for (let k = 0; k < inner; k++) {
      const left = transA ? [k, row] : [row, k];
      const right = transB ? [column, k] : [k, column];
      total += get(a, [...batch, ...left]) * get(b, [...batch, ...right]);
    }
    return alpha * total + (c === undefined ? 0 : get(c, at));
  });
});

/** Calls a function for every product of a filter element with an image element, outside ones among them. */
function products(
  output: readonly number[],
  filter: readonly number[],
  { stride, padding }: Convolution,
  visit: (output: number[], filter: number[], image: number[]) => void,
): void {
  each(output, ([example, out, row, column]) => {
    each(filter.slice(1), ([channel, y, x]) => {
      const image = [row * stride[0] + y - padding[0], column * stride[1] + x - padding[1]];
      visit([example, out, row, column], [out, channel, y, x], [example, channel, ...image]);
    });
  });
}

function accumulateInside(array: NdArray, at: readonly number[], value: number): void {
  if (at.every((i, axis) => i >= 0 && i < array.shape[axis])) accumulate(array, at, value);
}

/** Matrix products and convolutions. */
export const product: Kernels = {
  gemm: matmul,
  batchedMatmul: matmul,
  conv2d: kernel<Convolution>(({ inputs: [x, filter, bias], shapes: [shape], attributes }) => {
    const y = build(shape, ([, out]) => (bias === undefined ? 0 : get(bias, [out])));
    products(shape, filter.shape, attributes, (output, tap, image) =>
      accumulate(y, output, get(filter, tap) * getOrZero(x, image)),
    );
    return y;
  }),
  conv2dInputGradient: kernel<Convolution>(({ inputs: [g, filter], shapes: [shape], attributes }) => {
    const byX = zeros(shape);
    products(g.shape, filter.shape, attributes, (output, tap, image) =>
      accumulateInside(byX, image, get(g, output) * get(filter, tap)),
    );
    return byX;
  }),
  conv2dWeightGradient: kernel<Convolution>(({ inputs: [x, g], shapes: [shape], attributes }) => {
    const byFilter = zeros(shape);
    products(g.shape, shape, attributes, (output, tap, image) =>
      accumulate(byFilter, tap, get(g, output) * getOrZero(x, image)),
    );
    return byFilter;
  }),
};
