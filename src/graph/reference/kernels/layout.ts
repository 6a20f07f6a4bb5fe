import { build, get, getOrZero } from "../array.js";
import { type Kernels, kernel, kernels } from "../kernel.js";

type Axis = { readonly axis: number };

/** Operators that move elements without looking at them. */
export const layout: Kernels = {
  reshape: kernel(({ inputs: [x], shapes: [shape] }) => ({ shape, data: x.data })),
  expand: kernel(({ inputs: [x], shapes: [shape] }) => build(shape, (at) => get(x, at))),
  transpose: kernel<{ permutation: readonly number[] }>(({ inputs: [x], shapes: [shape], attributes }) =>
    build(shape, (at) =>
      get(
        x,
        x.shape.map((_, axis) => at[attributes.permutation.indexOf(axis)]),
      ),
    ),
  ),
  rotary: kernel(({ inputs: [x, cos, sin], shapes: [shape] }) => {
    const half = cos.shape[1];
    return build(shape, ([a, b, column]) => {
      const [inHead, start] = [column % (2 * half), column - (column % (2 * half))];
      const angle = inHead % half;
      const [first, second] = [get(x, [a, b, start + angle]), get(x, [a, b, start + half + angle])];
      const row = a * shape[1] + b;
      const [c, s] = [get(cos, [row, angle]), get(sin, [row, angle])];
      return inHead < half ? first * c - second * s : second * c + first * s;
    });
  }),
  concat: kernel<Axis>(({ inputs, shapes: [shape], attributes: { axis } }) =>
    build(shape, (at) => {
      let left = at[axis];
      const part = inputs.find(({ shape: { [axis]: size } }) => {
        if (left < size) return true;
        left -= size;
        return false;
      })!;
      return get(part, at.with(axis, left));
    }),
  ),
  split: kernels<Axis & { sizes: readonly number[] }>(
    ({ inputs: [x], shapes, attributes: { axis, sizes } }) =>
      shapes.map((shape, part) => {
        const start = sizes.slice(0, part).reduce((a, b) => a + b, 0);
        return build(shape, (at) => get(x, at.with(axis, start + at[axis])));
      }),
  ),
  slice: kernel<Axis & { start: number }>(({ inputs: [x], shapes: [shape], attributes: { axis, start } }) =>
    build(shape, (at) => get(x, at.with(axis, start + at[axis]))),
  ),
  pad: kernel<Axis & { before: number }>(({ inputs: [x], shapes: [shape], attributes: { axis, before } }) =>
    build(shape, (at) => getOrZero(x, at.with(axis, at[axis] - before))),
  ),
};
