import { bfloat16ToFloat32, float16ToFloat32 } from "./half.js";

/** Arrays that a file of tensors can be written from; a Uint16Array holds float16 as its bits. */
export type TensorArray = Float32Array | Uint16Array | Int32Array | BigInt64Array | Uint8Array;

/** Element types of safetensors that are read; those of {@link TensorArray} are written too. */
export type StoredType = "F32" | "I32" | "I64" | "U8" | "BOOL" | "F16" | "BF16";

/** Bytes of one element. */
export const ELEMENT_BYTES: Readonly<Record<StoredType, number>> = {
  F32: 4,
  I32: 4,
  I64: 8,
  U8: 1,
  BOOL: 1,
  F16: 2,
  BF16: 2,
};

/** The element type an array is written as. */
export function storedTypeOf(data: TensorArray): StoredType {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Uint16Array) return "F16";
  if (data instanceof Int32Array) return "I32";
  if (data instanceof BigInt64Array) return "I64";
  return "U8";
}

/** The elements of a buffer that holds nothing else. */
export function decodeData(type: StoredType, buffer: ArrayBuffer): TensorArray {
  switch (type) {
    case "F32":
      return new Float32Array(buffer);
    case "I32":
      return new Int32Array(buffer);
    case "I64":
      return new BigInt64Array(buffer);
    case "U8":
    case "BOOL":
      return new Uint8Array(buffer);
    case "BF16":
      return widened(new Uint16Array(buffer), bfloat16ToFloat32);
    case "F16":
      return widened(new Uint16Array(buffer), float16ToFloat32);
  }
}

function widened(
  halves: Uint16Array,
  widen: (source: Uint16Array, target: Float32Array) => void,
): Float32Array {
  const singles = new Float32Array(halves.length);
  widen(halves, singles);
  return singles;
}
