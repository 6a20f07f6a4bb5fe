import { float16ToFloat32, float32ToFloat16 } from "../run/half.js";

/**
 * Element types of tensors. A `bool` element is one byte, 0 or 1; a `float16` is held as its bits and is for storage: it is
 * cast to float32 before anything is computed with it.
 */
export type DType = "float32" | "float16" | "int32" | "int64" | "bool";

/** The typed array that holds the elements of a tensor, by element type. */
export interface DataOf {
  float32: Float32Array;
  float16: Uint16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
}

/** Size of an element in bytes. */
export const ELEMENT_BYTES: Readonly<Record<DType, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  int64: 8,
  bool: 1,
};

/** Elements of a tensor in row-major order. */
export type Data = DataOf[DType];

/** A typed array of `length` zeros. */
export function arrayOf(dtype: DType, length: number): Data {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "float16":
      return new Uint16Array(length);
    case "int32":
      return new Int32Array(length);
    case "int64":
      return new BigInt64Array(length);
    case "bool":
      return new Uint8Array(length);
  }
}

/** A typed array with the given numbers as elements. */
export function arrayFrom(dtype: DType, values: readonly number[]): Data {
  const data = arrayOf(dtype, values.length);
  if (data instanceof BigInt64Array) data.set(values.map(BigInt));
  else if (data instanceof Uint16Array) float32ToFloat16(Float32Array.from(values), data);
  else data.set(values);
  return data;
}

/** The elements of a typed array as numbers. */
export function numbersOf(data: Data): ArrayLike<number> {
  if (data instanceof BigInt64Array) return Float64Array.from(data, Number);
  if (!(data instanceof Uint16Array)) return data;
  const wide = new Float32Array(data.length);
  float16ToFloat32(data, wide);
  return wide;
}

/** The element type that a typed array holds. */
export function dtypeOf(data: Data): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Uint16Array) return "float16";
  if (data instanceof Int32Array) return "int32";
  return data instanceof BigInt64Array ? "int64" : "bool";
}
