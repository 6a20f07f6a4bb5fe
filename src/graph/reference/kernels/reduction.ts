import { evaluate, type Shape } from "../../shape.js";
import { build, count, each, get, line, type NdArray } from "../array.js";
import { type Kernel, type Kernels, kernel, kernels } from "../kernel.js";

type Reduce = { readonly axes: readonly number[]; readonly keepDims: boolean };
type Axis = { readonly axis: number };

const reduce = (initial: number, f: (total: number, x: number, size: number) => number): Kernel =>
  kernel<Reduce>(({ inputs: [x], shapes: [shape], attributes: { axes, keepDims } }) => {
    const size = count(axes.map((axis) => x.shape[axis]));
    const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
    const totals = new Map<string, number>();
    each(x.shape, (at) => {
      const key = at.map((i, axis) => (axes.includes(axis) ? 0 : i)).join();
      totals.set(key, f(totals.get(key) ?? initial, get(x, at), size));
    });
    const wide = build(kept, (at) => totals.get(at.join())!);
    return keepDims ? wide : { shape, data: wide.data };
  });

const sumOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** For each element a function of it and of all elements on its line along the axis. */
const onLines = (f: (x: number, all: number[]) => number): Kernel =>
  kernel<Axis>(({ inputs: [x], attributes: { axis } }) =>
    build(x.shape, (at) => f(get(x, at), line(x, at, axis))),
  );

/** Indices of a line in falling order of its elements, the first of equals first. */
const ranked = (values: readonly number[]) =>
  values.map((_, i) => i).sort((i, j) => values[j] - values[i] || i - j);

/** Operators that combine the elements along axes. */
export const reduction: Kernels = {
  sum: reduce(0, (total, x) => total + x),
  mean: reduce(0, (total, x, size) => total + x / size),
  max: reduce(Number.NEGATIVE_INFINITY, (total, x) => Math.max(total, x)),
  size: kernel<{ dims: Shape }>(({ attributes: { dims }, bindings }) =>
    build([], () => count(evaluate(dims, bindings))),
  ),
  softmax: onLines((x, all) => 1 / sumOf(all.map((other) => Math.exp(other - x)))),
  logSoftmax: onLines((x, all) => -Math.log(sumOf(all.map((other) => Math.exp(other - x))))),
  logLikelihood: kernels(({ inputs: [logits, targets], shapes: [shape, wide] }) => {
    const log = (at: readonly number[]) =>
      -Math.log(sumOf(line(logits, at, 1).map((other) => Math.exp(other - get(logits, at)))));
    return [build(shape, ([row]) => log([row, get(targets, [row])])), build(wide, log)];
  }),
  logLikelihoodGradient: kernel(({ inputs: [all, targets, g], shapes: [shape] }) =>
    build(shape, ([row, at]) => {
      const hit = at === get(targets, [row]) ? 1 : 0;
      return get(g, [row]) * (hit - Math.exp(get(all, [row, at])));
    }),
  ),
  cumulativeSum: kernel<Axis & { exclusive: boolean; reverse: boolean }>(
    ({ inputs: [x], attributes: { axis, exclusive, reverse } }) =>
      build(x.shape, (at) => {
        const all = line(x, at, axis);
        const here = at[axis] + (exclusive === reverse ? 1 : 0);
        return sumOf(reverse ? all.slice(here) : all.slice(0, here));
      }),
  ),
  argMax: kernel<Axis & { keepDims: boolean }>(({ inputs: [x], shapes: [shape], attributes }) => {
    const { axis } = attributes;
    const found = build(x.shape.with(axis, 1), (at) => ranked(line(x, at, axis))[0]);
    return { shape, data: found.data };
  }),
  topK: kernels<Axis>(({ inputs: [x], shapes: [shape], attributes: { axis } }) => {
    const indices: NdArray = build(shape, (at) => ranked(line(x, at, axis))[at[axis]]);
    return [build(shape, (at) => get(x, at.with(axis, get(indices, at)))), indices];
  }),
};
