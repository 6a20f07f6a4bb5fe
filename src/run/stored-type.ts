/** Arrays that a file of tensors can be written from. */
export type TensorArray = Float32Array | Int32Array | BigInt64Array | Uint8Array;

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
      return widen(new Uint16Array(buffer), (bits) => bits << 16);
    case "F16":
      return widen(new Uint16Array(buffer), halfToSingle);
  }
}

function widen(halves: Uint16Array, bitsOf: (half: number) => number): Float32Array {
  const singles = new Float32Array(halves.length);
  const bits = new Int32Array(singles.buffer);
  for (let i = 0; i < halves.length; i++) bits[i] = bitsOf(halves[i]);
  return singles;
}

/** The bits of a half-precision number (IEEE 754-2008 binary16) as those of the same single-precision number. */
function halfToSingle(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 31) return sign | 0x7f80_0000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal single: shift the leading one out of the fraction.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
