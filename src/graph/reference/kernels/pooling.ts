import { accumulate, build, each, get, getOrZero, type NdArray, zeros } from "../array.js";
import { type Kernels, kernel } from "../kernel.js";

type Pool = {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
};

/** Positions of x in the window of an output position, those in the padding among them. */
function window(at: readonly number[], { window: size, stride, padding }: Pool): number[][] {
  const [example, channel, row, column] = at;
  const positions: number[][] = [];
  each(size, ([y, x]) => {
    const image = [row * stride[0] + y - padding[0], column * stride[1] + x - padding[1]];
    positions.push([example, channel, ...image]);
  });
  return positions;
}

/** The position of the largest element of a window, the first of equals. */
const largest = (x: NdArray, at: readonly number[], attributes: Pool) =>
  window(at, attributes)
    .filter((image) => image.every((i, axis) => i >= 0 && i < x.shape[axis]))
    .reduce((best, image) => (get(x, image) > get(x, best) ? image : best));

/** Pooling of images. */
export const pooling: Kernels = {
  maxPool2d: kernel<Pool>(({ inputs: [x], shapes: [shape], attributes }) =>
    build(shape, (at) => get(x, largest(x, at, attributes))),
  ),
  maxPool2dGradient: kernel<Pool>(({ inputs: [x, g], attributes }) => {
    const byX = zeros(x.shape);
    each(g.shape, (at) => accumulate(byX, largest(x, at, attributes), get(g, at)));
    return byX;
  }),
  averagePool2d: kernel<Pool>(({ inputs: [x], shapes: [shape], attributes }) =>
    build(shape, (at) => {
      const values = window(at, attributes).map((image) => getOrZero(x, image));
      return values.reduce((a, b) => a + b) / values.length;
    }),
  ),
};
