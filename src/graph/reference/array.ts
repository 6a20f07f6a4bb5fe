/** An array of float64 in row-major order; whole numbers are exact up to 2^53, booleans are 0 and 1. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Number of elements of a shape. */
export const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** An array of zeros. */
export function zeros(shape: readonly number[]): NdArray {
  return { shape, data: new Float64Array(count(shape)) };
}

/** Calls a function for every position of a shape, in row-major order; the position array is used again each time. */
export function each(shape: readonly number[], visit: (position: number[]) => void): void {
  const position = shape.map(() => 0);
  for (let left = count(shape); left > 0; left--) {
    visit(position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++position[axis] < shape[axis]) break;
      position[axis] = 0;
    }
  }
}

/** An array whose elements are a function of their positions. */
export function build(shape: readonly number[], element: (position: number[]) => number): NdArray {
  const result = zeros(shape);
  let next = 0;
  each(shape, (position) => {
    result.data[next++] = element(position);
  });
  return result;
}

/** The element at a position of the shape that the array broadcasts to. */
export function get(array: NdArray, position: readonly number[]): number {
  return array.data[offset(array.shape, position)];
}

/** Adds to the element at a position. */
export function accumulate(array: NdArray, position: readonly number[], value: number): void {
  array.data[offset(array.shape, position)] += value;
}

/** The element at a position, or 0 where that is outside. */
export function getOrZero(array: NdArray, position: readonly number[]): number {
  return position.every((at, axis) => at >= 0 && at < array.shape[axis]) ? get(array, position) : 0;
}

/** The elements along one axis through a position. */
export function line(array: NdArray, position: readonly number[], axis: number): number[] {
  return Array.from({ length: array.shape[axis] }, (_, i) => get(array, position.with(axis, i)));
}

function offset(shape: readonly number[], position: readonly number[]): number {
  const extra = position.length - shape.length;
  return shape.reduce((at, size, axis) => at * size + (size === 1 ? 0 : position[axis + extra]), 0);
}
