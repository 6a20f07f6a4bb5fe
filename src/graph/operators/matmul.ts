import { GraphError } from "../../errors.js";
import type { Emitter } from "../onnx/emitter.js";
import { float } from "../onnx/model.js";
import { apply1, type Operator } from "../operator.js";
import { broadcast, type Dim, type Shape, sameShape, show } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { add } from "./arithmetic.js";
import { reshape } from "./layout.js";
import { sumTo } from "./reduction.js";

type Product = { readonly transA: boolean; readonly transB: boolean; readonly alpha: number };

/** `alpha · op(A) op(B) [+ C]` on matrices; C, of shape `[n]` or `[m, n]`, is optional. */
const gemmOperator: Operator<Product> = {
  name: "gemm",
  infer: ([a, b], attributes) => [{ dtype: "float32", shape: productShape(a.shape, b.shape, attributes) }],
  emit: (emitter, { inputs, attributes: { transA, transB, alpha } }) => [
    emitter.node("Gemm", inputs, {
      attributes: { transA: Number(transA), transB: Number(transB), alpha: float(alpha) },
    }),
  ],
  gradient({ inputs: [a, b, c], attributes, gradients: [g] }) {
    const factors = productGradient(a, b, g!, attributes);
    return c === undefined ? factors : [...factors, sumTo(g!, c.shape)];
  },
};

/** `alpha · op(A) op(B)` on stacks of matrices `[..., m, k]`; leading axes broadcast. */
const batchedOperator: Operator<Product> = {
  name: "batchedMatmul",
  infer([a, b], attributes) {
    const matrix = productShape(a.shape.slice(-2), b.shape.slice(-2), attributes);
    return [
      { dtype: "float32", shape: [...broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2)), ...matrix] },
    ];
  },
  emit(emitter, { inputs: [a, b], inputTypes, attributes: { transA, transB, alpha } }) {
    if (emitter.portable) {
      const left = transA ? transposed(emitter, a, inputTypes[0].shape.length) : a;
      const right = transB ? transposed(emitter, b, inputTypes[1].shape.length) : b;
      const product = emitter.node("MatMul", [left, right]);
      return [alpha === 1 ? product : emitter.node("Mul", [product, emitter.scalar(alpha)])];
    }
    const attributes = { transA: Number(transA), transB: Number(transB), alpha: float(alpha) };
    return [emitter.node("FusedMatMul", [a, b], { domain: "com.microsoft", attributes })];
  },
  gradient({ inputs: [a, b], attributes, gradients: [g] }) {
    const [byA, byB] = productGradient(a, b, g!, attributes);
    return [sumTo(byA, a.shape), sumTo(byB, b.shape)];
  },
};

/** Stacks of matrices with the last two axes swapped. */
function transposed(emitter: Emitter, matrices: string, rank: number): string {
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  perm.push(perm.splice(rank - 2, 1)[0]);
  return emitter.node("Transpose", [matrices], { attributes: { perm } });
}

/** Settings of {@link matmul}. */
export interface MatmulOptions {
  /** Use the transpose of each matrix of a. */
  readonly transA?: boolean;
  /** Use the transpose of each matrix of b. */
  readonly transB?: boolean;
  /** Factor of the product. */
  readonly alpha?: number;
}

/**
 * Matrix product of `a [..., m, k]` and `b [..., k, n]`, `[..., m, n]`. Leading axes broadcast. Nothing is transposed in
 * memory, here or in the gradients.
 * @example const scores = matmul(queries, keys, { transB: true, alpha: 1 / Math.sqrt(size) });
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const attributes = { transA: false, transB: false, alpha: 1, ...options };
  if (a.rank < 2 || b.rank < 2 || a.dtype !== "float32" || b.dtype !== "float32") {
    throw new GraphError("BAD_SHAPE", `matmul: expected float32 matrices, found ${a} and ${b}`);
  }
  if (a.rank === 2 && b.rank === 2) return apply1(gemmOperator, [a, b], attributes);
  // One large product is faster than many small ones, and its gradient by b needs no sum over a batch of matrices.
  if (b.rank === 2 && !attributes.transA)
    return rows(a, (flat) => apply1(gemmOperator, [flat, b], attributes));
  return apply1(batchedOperator, [a, b], attributes);
}

/**
 * `c + alpha · a b` for matrices, in one pass over c.
 * @param c `[m, n]` or `[n]`
 */
export function matmulAdd(c: Tensor, a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const y = apply1(gemmOperator, [a, b, c], { transA: false, transB: false, alpha: 1, ...options });
  if (a.rank === 2 && b.rank === 2 && c.rank > 0 && sameShape(c.shape, y.shape.slice(-c.rank))) return y;
  throw new GraphError("BAD_SHAPE", `matmulAdd: ${show(c.shape)} does not fit ${show(y.shape)}`);
}

/** `sum + x`, as part of the product where x is one that nothing else is added to. */
export function accumulate(sum: Tensor, x: Tensor): Tensor {
  const { node } = x;
  if (node?.operator !== gemmOperator || node.inputs.length > 2 || !sameShape(sum.shape, x.shape))
    return add(sum, x);
  return apply1(gemmOperator, [...node.inputs, sum], node.attributes as Product);
}

/**
 * A layer `x W + b`.
 * @param x `[..., in]`
 * @param weight `[in, out]`
 * @param bias `[out]`
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  if (bias === undefined) return matmul(x, weight);
  if (weight.rank !== 2 || !sameShape(bias.shape, [weight.shape[1]])) {
    throw new GraphError(
      "BAD_SHAPE",
      `linear: bias ${show(bias.shape)} does not fit weight ${show(weight.shape)}`,
    );
  }
  if (x.rank < 2) return add(matmul(reshape(x, [1, -1]), weight), bias);
  return rows(x, (flat) =>
    apply1(gemmOperator, [flat, weight, bias], { transA: false, transB: false, alpha: 1 }),
  );
}

/** Applies a function of a matrix to all rows of a tensor. */
function rows(x: Tensor, layer: (flat: Tensor) => Tensor): Tensor {
  const width = x.shape[x.rank - 1];
  const y = layer(reshape(x, [-1, width]));
  return reshape(y, [...x.shape.slice(0, -1), y.shape[1]]);
}

function productShape(a: Shape, b: Shape, { transA, transB }: Product): [Dim, Dim] {
  const [m, k] = transA ? [a[1], a[0]] : a;
  const [other, n] = transB ? [b[1], b[0]] : b;
  if (k === other) return [m, n];
  const flags = `${transA ? "transposed " : ""}${show(a)} and ${transB ? "transposed " : ""}${show(b)}`;
  throw new GraphError("BAD_SHAPE", `matmul: inner sizes of ${flags} differ`);
}

function productGradient(
  a: Tensor,
  b: Tensor,
  g: Tensor,
  { transA, transB, alpha }: Product,
): [Tensor, Tensor] {
  const byA = transA
    ? matmul(b, g, { transA: transB, transB: true, alpha })
    : matmul(g, b, { transB: !transB, alpha });
  const byB = transB
    ? matmul(g, a, { transA: true, transB: transA, alpha })
    : matmul(a, g, { transA: !transA, alpha });
  return [byA, byB];
}
