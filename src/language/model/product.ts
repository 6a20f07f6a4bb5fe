import { Constant, constant, matmul, matmulAdd, split, type Tensor } from "../../graph/index.js";
import { termsInSum } from "../kernels/sum-order.js";

/** Terms that ONNX Runtime sums before it begins the next sum where a factor is a constant, which it has rearranged. */
const PACKED_TERMS = 256;

/** Whether a program computes the same to the last bit when a parameter of this shape is a constant. */
export const mayBeConstant = ([out, width = 1]: readonly number[]): boolean =>
  width <= PACKED_TERMS || termsInSum(out) <= PACKED_TERMS;

/** What a product is added to, and a factor of it. */
export interface ProductOptions {
  /** `[out]` or `[rows, out]` */
  readonly addTo?: Tensor | undefined;
  readonly alpha?: number;
}

/**
 * `alpha · x Wᵀ`, added to something or not. The sums over inputs are made in the same order whether W is a constant or not.
 * @param x `[rows, in]`
 * @param weight `[out, in]`
 */
export function product(x: Tensor, weight: Tensor, { addTo, alpha = 1 }: ProductOptions = {}): Tensor {
  const add = (sum: Tensor | undefined, a: Tensor, b: Tensor): Tensor =>
    sum === undefined ? matmul(a, b, { transB: true, alpha }) : matmulAdd(sum, a, b, { transB: true, alpha });
  const [out, width] = weight.shape.map(Number);
  const terms = termsInSum(out);
  if (!(weight instanceof Constant) || width <= terms || terms >= PACKED_TERMS) return add(addTo, x, weight);
  const sizes = Array.from({ length: Math.ceil(width / terms) }, (_, i) =>
    Math.min(terms, width - i * terms),
  );
  return split(x, sizes, 1).reduce<Tensor | undefined>(
    (sum, part, i) => add(sum, part, columns(weight, i * terms, sizes[i])),
    addTo,
  )!;
}

/** Some columns of a matrix. */
function columns({ data, shape }: Constant, from: number, count: number): Constant {
  const [rows, width] = shape.map(Number);
  const found = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const at = row * width + from;
    found.set((data as Float32Array).subarray(at, at + count), row * count);
  }
  return constant(found, [rows, count]);
}
