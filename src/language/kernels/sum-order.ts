/**
 * In which order sums are made. It is that of ONNX Runtime, so that a sampler and a trainer compute the same to the last bit; on
 * processors on which ONNX Runtime's is another they differ by rounding.
 */
export interface SumOrder {
  /** Sums of weights that its softmax makes side by side: the floats of a vector. */
  readonly lanes: 8 | 16;
}

/** The square of numbers of the second factor that ONNX Runtime's matrix product works on at a time. */
const SQUARE = 128;

/**
 * Terms of a matrix product that ONNX Runtime sums before it begins the next sum, a power of 2: as many more than 128 as there are
 * fewer columns.
 * @param columns of the second factor
 */
export function termsInSum(columns: number): number {
  const power = 2 ** Math.ceil(Math.log2(columns));
  return SQUARE ** 2 / Math.min(Math.max(power, 16), SQUARE);
}
