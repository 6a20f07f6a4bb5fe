import { GraphError } from "../../errors.js";
import { arrayFrom } from "../dtype.js";
import { apply1, type Operator } from "../operator.js";
import { product, type Shape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import type { None } from "./elementwise.js";
import { reshape } from "./layout.js";
import { cast } from "./logic.js";
import { matmul } from "./matmul.js";

const gatherOperator: Operator<None> = {
  name: "gather",
  infer([table, indices]) {
    if (indices.dtype !== "int32" && indices.dtype !== "int64") {
      throw new GraphError("BAD_DTYPE", `gather: expected integer indices, found ${indices}`);
    }
    return [{ dtype: table.dtype, shape: [...indices.shape, ...table.shape.slice(1)] }];
  },
  emit: (emitter, { inputs }) => [emitter.node("Gather", inputs, { attributes: { axis: 0 } })],
  gradient: ({ inputs: [table, indices], gradients: [g] }) => [
    scatterAdd(table.shape, indices, g!),
    undefined,
  ],
};

/** Rows of a table `[rows, ...]` by index `[...]`: embeddings. Indices count from 0 and must be in range. */
export const gather = (table: Tensor, indices: Tensor): Tensor =>
  apply1(gatherOperator, [table, indices], {});

type Scatter = { readonly shape: Shape };

const scatterAddOperator: Operator<Scatter> = {
  name: "scatterAdd",
  infer: ([, { dtype }], { shape }) => [{ dtype, shape }],
  emit(emitter, { inputs: [indices, rows], inputTypes: [type], outputTypes: [{ shape }] }) {
    const zero = emitter.node("Expand", [emitter.scalar(0), emitter.shape(shape)]);
    const column = emitter.node("Unsqueeze", [indices, emitter.integers([type.shape.length])]);
    const wide = type.dtype === "int64" ? column : emitter.node("Cast", [column], { attributes: { to: 7 } });
    return [emitter.node("ScatterND", [zero, wide, rows], { attributes: { reduction: "add" } })];
  },
  gradient: ({ inputs: [indices], gradients: [g] }) => [undefined, gather(g!, indices)],
};

/** Tables up to this many rows are summed by a product with one-hot rows, which is faster and runs on all threads. */
const ONE_HOT_ROWS = 1024;

/**
 * A table of zeros of the given shape `[rows, ...]` with `rows[i]` added at each `indices[i]`; the gradient of
 * {@link gather}.
 */
export function scatterAdd(shape: Shape, indices: Tensor, rows: Tensor): Tensor {
  const [count, ...row] = shape;
  const width = product(row);
  if (typeof count === "number" && count <= ONE_HOT_ROWS) {
    const hot = oneHot(reshape(indices, [-1]), count);
    return reshape(matmul(hot, reshape(rows, [-1, width]), { transA: true }), shape);
  }
  return apply1(scatterAddOperator, [indices, rows], { shape });
}

type OneHot = { readonly depth: number; readonly axis: number };

const oneHotOperator: Operator<OneHot> = {
  name: "oneHot",
  infer: ([{ shape }], { depth }) => [{ dtype: "float32", shape: [...shape, depth] }],
  emit(emitter, { inputs: [indices], inputTypes: [{ dtype }], attributes: { depth, axis } }) {
    const size = emitter.constant(dtype, [], arrayFrom(dtype, [depth]));
    const range = emitter.constant("float32", [2], Float32Array.of(0, 1));
    return [emitter.node("OneHot", [indices, size, range], { attributes: { axis } })];
  },
  gradient: () => [undefined],
};

/** 1 at each index and 0 elsewhere: int32 or int64 indices `[...]` become float32 `[..., depth]`. */
export function oneHot(indices: Tensor, depth: number): Tensor {
  // ONNX wants at least one axis.
  if (indices.rank === 0) return reshape(oneHot(reshape(indices, [1]), depth), [depth]);
  return apply1(oneHotOperator, [cast(indices, "int64")], { depth, axis: indices.rank });
}
