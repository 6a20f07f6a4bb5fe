import * as g from "../../index.js";
import { evaluate } from "../../shape.js";
import { count } from "../array.js";
import { BINDINGS, type Draw, type Operand, type PropertyDraw } from "./draw.conformance.js";

/** Mostly float32, sometimes integers or truths: operators that move elements take all types. */
function anything(draw: Draw, shape: g.Shape): Operand {
  const dtype = draw.pick<g.DType>("float32", "float32", "float32", "int32", "int64", "bool");
  return dtype === "float32" ? draw.floats(shape) : draw.whole(dtype, shape, 0, 1);
}

/** Operators that move elements. */
export const shaping: Readonly<Record<string, PropertyDraw>> = {
  reshape: (draw) => {
    const shape = draw.shape();
    const at = draw.integer(0, shape.length);
    const target = draw.boolean()
      ? [...shape.slice(0, at), 1, ...shape.slice(at)].reverse()
      : [...shape.slice(0, at), -1];
    return { operands: [anything(draw, shape)], build: (x) => g.reshape(x, target) };
  },
  transpose: (draw) => {
    const shape = [...draw.shape(0, 2), 2, ...draw.shape(1, 2)].with(-1, 3);
    const permutation = draw.random.shuffle(shape.map((_, axis) => axis));
    const order = permutation.every((axis, i) => axis === i) ? undefined : permutation;
    return { operands: [anything(draw, shape)], build: (x) => g.transpose(x, order) };
  },
  expand: (draw) => {
    const shape = draw.shape();
    // The second operand is there for its named dimensions: a program knows those of its inputs only.
    const operands = [anything(draw, draw.narrower(shape)), draw.floats(shape)];
    return { operands, build: (x, y) => [g.expand(x, [2, ...shape]), g.neg(y)] };
  },
  concat: (draw) => {
    const { shape, axis } = draw.shapeWithAxis();
    const first = anything(draw, shape);
    const operands = Array.from({ length: draw.integer(1, 3) }, () =>
      draw.floats(shape.with(axis, draw.integer(1, 3))),
    );
    return {
      operands: first.data instanceof Float32Array ? [first, ...operands] : [first, first],
      build: (...all) => g.concat(all, axis),
    };
  },
  split: (draw) => {
    const { shape, axis } = draw.shapeWithAxis();
    const sizes = Array.from({ length: draw.integer(2, 3) }, () => draw.integer(1, 3));
    const operand = anything(
      draw,
      shape.with(
        axis,
        sizes.reduce((a, b) => a + b),
      ),
    );
    // The first part is sometimes left out, so that its gradient is missing.
    return { operands: [operand], build: (x) => g.split(x, sizes, axis).slice(draw.integer(0, 1)) };
  },
  slice: (draw) => {
    const { shape, axis, size } = draw.shapeWithAxis();
    const start = draw.integer(0, size);
    const end = draw.integer(start + 1, size + 1);
    return {
      operands: [anything(draw, shape.with(axis, size + 2))],
      build: (x) => g.slice(x, axis, start, draw.boolean() ? end : end - size - 2),
    };
  },
  pad: (draw) => {
    const { shape, axis } = draw.shapeWithAxis();
    const [before, after] = [draw.integer(0, 2), draw.integer(1, 2)];
    return { operands: [draw.floats(shape)], build: (x) => g.pad(x, axis, before, after) };
  },
  gather: (draw) => {
    const rows = draw.pick(3, 3, 1030);
    const table = draw.floats([rows, ...draw.shape(0, 2)]);
    return { operands: [table, draw.indices(draw.shape(0, 2), rows)], build: g.gather };
  },
  scatterAdd: (draw) => {
    const row = draw.shape(0, 1);
    const indices = draw.shape(1, 2);
    const operands = [draw.indices(indices, 1030), draw.floats([...indices, ...row])];
    return { operands, build: (at, rows) => g.slice(g.scatterAdd([1030, ...row], at, rows), 0, 500) };
  },
  oneHot: (draw) => ({
    operands: [draw.indices(draw.shape(0, 3), 5)],
    build: (indices) => g.oneHot(indices, 5),
  }),
  takeAlongAxis: (draw) => {
    const { shape, axis, size } = draw.shapeWithAxis();
    const indices = draw.indices(shape.with(axis, draw.integer(1, 4)), size);
    return { operands: [draw.floats(shape), indices], build: (x, at) => g.takeAlongAxis(x, at, axis) };
  },
  scatterAlongAxis: (draw) => {
    const { shape, axis, size } = draw.shapeWithAxis();
    const from = shape.with(axis, draw.integer(1, 4));
    return {
      operands: [draw.indices(from, size), draw.floats(from)],
      build: (at, values) => g.scatterAlongAxis(shape, at, values, axis),
    };
  },
  size: (draw) => {
    const shape = ["batch", ...draw.shape(0, 3)];
    return {
      operands: [draw.floats(shape)],
      build: (x) => g.add(g.size(shape), g.mul(g.sum(x), 1 / count(evaluate(shape, BINDINGS)))),
    };
  },
};
