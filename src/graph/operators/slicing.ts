import { GraphError } from "../../errors.js";
import { apply, apply1, type Operator } from "../operator.js";
import { type Dim, normalizeAxis, type Shape, show } from "../shape.js";
import { constant, type Tensor } from "../tensor.js";
import { expand } from "./layout.js";

type Axis = { readonly axis: number };

const concatOperator: Operator<Axis> = {
  name: "concat",
  infer(inputs, { axis }) {
    const shape: Dim[] = [...inputs[0].shape];
    shape[axis] = inputs.reduce((total, x) => total + fixed(x.shape, axis, "concat"), 0);
    for (const x of inputs) {
      const fits = x.rank === shape.length && x.shape.every((dim, i) => i === axis || dim === shape[i]);
      if (!fits || x.dtype !== inputs[0].dtype) {
        throw new GraphError("BAD_SHAPE", `concat: ${x} does not fit ${inputs[0]} along axis ${axis}`);
      }
    }
    return [{ dtype: inputs[0].dtype, shape }];
  },
  emit: (emitter, { inputs, attributes: { axis } }) => [
    emitter.node("Concat", inputs, { attributes: { axis } }),
  ],
  gradient({ inputs, attributes: { axis }, gradients: [g] }) {
    const sizes = inputs.map((x) => fixed(x.shape, axis, "concat"));
    return split(g!, sizes, axis);
  },
};

/** Joins tensors along an axis. */
export function concat(tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 1) return tensors[0];
  return apply1(concatOperator, tensors, { axis: normalizeAxis(axis, tensors[0].rank) });
}

type Split = { readonly axis: number; readonly sizes: readonly number[] };

const splitOperator: Operator<Split> = {
  name: "split",
  infer: ([{ dtype, shape }], { axis, sizes }) =>
    sizes.map((size) => ({ dtype, shape: shape.map((dim, i) => (i === axis ? size : dim)) })),
  emit: (emitter, { inputs: [x], attributes: { axis, sizes } }) =>
    emitter.nodeOutputs("Split", [x, emitter.integers(sizes)], {
      attributes: { axis },
      outputs: sizes.length,
    }),
  gradient({ outputs, attributes: { axis }, gradients }) {
    const parts = gradients.map((g, i) => g ?? expand(constant(0), outputs[i].shape));
    return [concat(parts, axis)];
  },
};

/** Cuts a tensor along an axis into parts: so many equal ones, or of the given sizes. */
export function split(x: Tensor, parts: number | readonly number[], axis: number): Tensor[] {
  const at = normalizeAxis(axis, x.rank);
  const total = fixed(x.shape, at, "split");
  const sizes = typeof parts === "number" ? new Array<number>(parts).fill(total / parts) : parts;
  if (
    sizes.reduce((a, b) => a + b, 0) !== total ||
    sizes.some((size) => !Number.isInteger(size) || size < 1)
  ) {
    throw new GraphError("BAD_SHAPE", `split: axis ${at} of ${show(x.shape)} is not ${sizes.join(" + ")}`);
  }
  return [...apply(splitOperator, [x], { axis: at, sizes })];
}

type Slice = { readonly axis: number; readonly start: number; readonly end: number };

const sliceOperator: Operator<Slice> = {
  name: "slice",
  infer: ([{ dtype, shape }], { axis, start, end }) => [
    { dtype, shape: shape.map((dim, i) => (i === axis ? end - start : dim)) },
  ],
  emit: (emitter, { inputs: [x], attributes: { axis, start, end } }) => [
    emitter.node("Slice", [x, emitter.integers([start]), emitter.integers([end]), emitter.integers([axis])]),
  ],
  gradient({ inputs: [x], attributes: { axis, start, end }, gradients: [g] }) {
    return [pad(g!, axis, start, fixed(x.shape, axis, "slice") - end)];
  },
};

/** Elements `start` to `end` (not included; negative counts from the back) of one axis. */
export function slice(x: Tensor, axis: number, start: number, end?: number): Tensor {
  const at = normalizeAxis(axis, x.rank);
  const length = fixed(x.shape, at, "slice");
  const from = start < 0 ? start + length : start;
  const to = end === undefined ? length : end < 0 ? end + length : end;
  if (!(from >= 0 && from < to && to <= length)) {
    throw new GraphError(
      "BAD_SHAPE",
      `slice: ${start} to ${end ?? "the end"} of axis ${at} of ${show(x.shape)}`,
    );
  }
  return from === 0 && to === length ? x : apply1(sliceOperator, [x], { axis: at, start: from, end: to });
}

type Pad = { readonly axis: number; readonly before: number; readonly after: number };

const padOperator: Operator<Pad> = {
  name: "pad",
  infer: ([{ dtype, shape }], { axis, before, after }) => [
    { dtype, shape: shape.map((_, i) => (i === axis ? fixed(shape, i, "pad") + before + after : shape[i])) },
  ],
  emit: (emitter, { inputs: [x], attributes: { axis, before, after } }) => [
    emitter.node("Pad", [x, emitter.integers([before, after]), "", emitter.integers([axis])]),
  ],
  gradient({ inputs: [x], attributes: { axis, before }, gradients: [g] }) {
    return [slice(g!, axis, before, before + fixed(x.shape, axis, "pad"))];
  },
};

/** Adds zeros before and after along one axis. */
export function pad(x: Tensor, axis: number, before: number, after: number): Tensor {
  if (before === 0 && after === 0) return x;
  return apply1(padOperator, [x], { axis: normalizeAxis(axis, x.rank), before, after });
}

function fixed(shape: Shape, axis: number, what: string): number {
  const dim = shape[axis];
  if (typeof dim === "number") return dim;
  throw new GraphError("BAD_SHAPE", `${what}: axis ${axis} of ${show(shape)} has no fixed size`);
}
