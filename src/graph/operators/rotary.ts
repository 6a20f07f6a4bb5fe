import { GraphError } from "../../errors.js";
import { arrayFrom } from "../dtype.js";
import type { Emitter } from "../onnx/emitter.js";
import { apply1, type Operator } from "../operator.js";
import { type Shape, sameShape, show } from "../shape.js";
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
    const width = Number(shape[1]);
    if (emitter.portable) return [portable(emitter, [x, cos, sin], { shape, half, heads: width / half / 2 })];
    // The tables' rows are those of x, so row i takes row i.
    const rows = emitter.node("Squeeze", [emitter.shape([shape[0]]), emitter.integers([0])]);
    const [zero, one] = [0, 1].map((value) => emitter.constant("int64", [], arrayFrom("int64", [value])));
    const range = emitter.node("Range", [zero, rows, one]);
    const positions = emitter.node("Unsqueeze", [range, emitter.integers([0])]);
    const batch = emitter.node("Unsqueeze", [x, emitter.integers([0])]);
    const turned = emitter.node("RotaryEmbedding", [batch, positions, cos, sin], {
      domain: "com.microsoft",
      attributes: { num_heads: width / half / 2 },
    });
    return [emitter.node("Squeeze", [turned, emitter.integers([0])])];
  },
  gradient({ inputs: [x, cos, sin], gradients: [g] }) {
    const half = Number(cos.shape[1]);
    const halves = (tensor: Tensor) => split(reshape(tensor, [x.shape[0], -1, 2 * half]), 2, 2);
    const [[x1, x2], [g1, g2]] = [halves(x), halves(g!)];
    const byCos = sum(add(mul(g1, x1), mul(g2, x2)), 1);
    const bySin = sum(sub(mul(g2, x1), mul(g1, x2)), 1);
    return [rotary(g!, cos, neg(sin)), byCos, bySin];
  },
};

/**
 * Rotary position embedding (Su et al. 2021): in each head, element i of the first half and element i of the second half
 * are turned as a pair by the i-th angle of their row.
 * @param x `[tokens, heads · size]`
 * @param cos cosines of the angles `[tokens, size / 2]`
 * @param sin their sines
 */
export function rotary(x: Tensor, cos: Tensor, sin: Tensor): Tensor {
  const [tokens, half] = cos.shape;
  const fits = x.rank === 2 && cos.rank === 2 && x.shape[0] === tokens && sameShape(cos.shape, sin.shape);
  if (!fits || Number(x.shape[1]) % (2 * Number(half)) !== 0) {
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
  const product = (a: string, b: string) => emitter.node("Mul", [a, b]);
  const turned = emitter.node(
    "Concat",
    [
      emitter.node("Sub", [product(first, c), product(second, s)]),
      emitter.node("Add", [product(second, c), product(first, s)]),
    ],
    { attributes: { axis: 2 } },
  );
  return emitter.node("Reshape", [turned, emitter.shape(shape)]);
}
