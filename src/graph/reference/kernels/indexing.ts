import { accumulate, build, each, get, zeros } from "../array.js";
import { type Kernels, kernel } from "../kernel.js";

type Axis = { readonly axis: number };

/** Operators that read or write where integers say. */
export const indexing: Kernels = {
  gather: kernel(({ inputs: [table, indices], shapes: [shape] }) => {
    const rank = indices.shape.length;
    return build(shape, (at) => get(table, [get(indices, at.slice(0, rank)), ...at.slice(rank)]));
  }),
  scatterAdd: kernel(({ inputs: [indices, rows], shapes: [shape] }) => {
    const table = zeros(shape);
    const rank = indices.shape.length;
    each(rows.shape, (at) => {
      accumulate(table, [get(indices, at.slice(0, rank)), ...at.slice(rank)], get(rows, at));
    });
    return table;
  }),
  oneHot: kernel(({ inputs: [indices], shapes: [shape] }) =>
    build(shape, (at) => Number(get(indices, at.slice(0, -1)) === at[at.length - 1])),
  ),
  takeAlongAxis: kernel<Axis>(({ inputs: [x, indices], shapes: [shape], attributes: { axis } }) =>
    build(shape, (at) => get(x, at.with(axis, get(indices, at)))),
  ),
  scatterAlongAxis: kernel<Axis>(({ inputs: [indices, values], shapes: [shape], attributes: { axis } }) => {
    const result = zeros(shape);
    each(indices.shape, (at) => accumulate(result, at.with(axis, get(indices, at)), get(values, at)));
    return result;
  }),
};
