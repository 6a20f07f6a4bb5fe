import { GraphError } from "../../errors.js";
import { arrayFrom } from "../dtype.js";
import type { Emitter } from "../onnx/emitter.js";
import { apply1, type Operator } from "../operator.js";
import { product, type Shape, sameShape, show } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { add, mul, neg, sub } from "./arithmetic.js";
import type { None } from "./elementwise.js";
import { reshape } from "./layout.js";
import { sum } from "./reduction.js";
import { split } from "./slicing.js";

const rotaryOperator: Operator<None> = {
  name: "rotary",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit(emitter, { inputs: [x, cos, sin], inputTypes }) {
    const [{ shape }, table] = inputTypes;
    const half = Number(table.shape[1]);
    const width = Number(shape[2]);
    const heads = width / half / 2;
    if (emitter.portable) return [portable(emitter, [x, cos, sin], { shape, half, heads })];
    // The tables' rows are those of x, so row i takes row i.
    const rows = emitter.node("Reshape", [emitter.shape([product(shape.slice(0, 2))]), emitter.integers([])]);
    const [zero, one] = [0, 1].map((value) => emitter.constant("int64", [], arrayFrom("int64", [value])));
    const range = emitter.node("Range", [zero, rows, one]);
    const positions = emitter.node("Reshape", [range, emitter.shape(shape.slice(0, 2))]);
    return [
      emitter.node("RotaryEmbedding", [x, positions, cos, sin], {
        domain: "com.microsoft",
        attributes: { num_heads: heads },
      }),
    ];
  },
  gradient({ inputs: [x, cos, sin], gradients: [g] }) {
    const half = Number(cos.shape[1]);
    const halves = (tensor: Tensor) => split(reshape(tensor, [cos.shape[0], -1, 2 * half]), 2, 2);
    const [[x1, x2], [g1, g2]] = [halves(x), halves(g!)];
    const byCos = sum(add(mul(g1, x1), mul(g2, x2)), 1);
    const bySin = sum(sub(mul(g2, x1), mul(g1, x2)), 1);
    return [rotary(g!, cos, neg(sin)), byCos, bySin];
  },
};

/**
 * Rotary position embedding (Su et al. 2021): in each head, element i of the first half and element i of the second half
 * are turned as a pair by the i-th angle of their row.
 * @param x `[a, b, heads · size]`
 * @param cos cosines of the angles of each of the `a · b` rows `[a · b, size / 2]`
 * @param sin their sines
 */
export function rotary(x: Tensor, cos: Tensor, sin: Tensor): Tensor {
  const [rows, half] = cos.shape;
  const fits = x.rank === 3 && cos.rank === 2 && product(x.shape.slice(0, 2)) === rows;
  if (!fits || !sameShape(cos.shape, sin.shape) || Number(x.shape[2]) % (2 * Number(half)) !== 0) {
    throw new GraphError(
      "BAD_SHAPE",
      `rotary: tables ${show(cos.shape)} and ${show(sin.shape)} do not fit ${show(x.shape)}`,
    );
  }
  return apply1(rotaryOperator, [x, cos, sin], {});
}

/** The same with ONNX's own operators. */
function portable(
  emitter: Emitter,
  [x, cos, sin]: readonly string[],
  { shape, half, heads }: { readonly shape: Shape; readonly half: number; readonly heads: number },
): string {
  const view = (name: string, to: readonly number[]) => emitter.node("Reshape", [name, emitter.integers(to)]);
  const [first, second] = emitter.nodeOutputs(
    "Split",
    [view(x, [-1, heads, 2 * half]), emitter.integers([half, half])],
    { attributes: { axis: 2 }, outputs: 2 },
  );
  const [c, s] = [cos, sin].map((table) => view(table, [-1, 1, half]));
  const times = (a: string, b: string) => emitter.node("Mul", [a, b]);
  const turned = emitter.node(
    "Concat",
    [
      emitter.node("Sub", [times(first, c), times(second, s)]),
      emitter.node("Add", [times(second, c), times(first, s)]),
    ],
    { attributes: { axis: 2 } },
  );
  return emitter.node("Reshape", [turned, emitter.shape(shape)]);
}
