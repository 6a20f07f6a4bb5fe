/**
 * Conversions between 16-bit floating-point numbers, held as their bits, and single precision. Narrowing rounds to
 * nearest, ties to even, as PyTorch does; what is too large becomes infinite, NaN stays NaN. Source and target have
 * the same length.
 */

/** Upper halves of single-precision numbers, widened exactly. */
export function bfloat16ToFloat32(source: Uint16Array, target: Float32Array): void {
  const bits = bitsOf(target);
  for (let i = 0; i < source.length; i++) bits[i] = source[i] << 16;
}

/** Single precision rounded to bfloat16. */
export function float32ToBfloat16(source: Float32Array, target: Uint16Array): void {
  const bits = bitsOf(source);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i];
    const nan = (word & 0x7fff_ffff) > 0x7f80_0000;
    // Rounding a NaN could carry into infinity: keep its upper bits and set the one that makes it quiet.
    target[i] = nan ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
}

/** Half-precision numbers (IEEE 754-2008 binary16), widened exactly. */
export function float16ToFloat32(source: Uint16Array, target: Float32Array): void {
  singles ??= Uint32Array.from({ length: 1 << 16 }, (_, half) => singleOf(half));
  const bits = bitsOf(target);
  for (let i = 0; i < source.length; i++) bits[i] = singles[source[i]];
}

/** Single precision rounded to half precision. */
export function float32ToFloat16(source: Float32Array, target: Uint16Array): void {
  const bits = bitsOf(source);
  for (let i = 0; i < bits.length; i++) target[i] = halfOf(bits[i]);
}

/** Bits of every half-precision number in single precision, made when first needed. */
let singles: Uint32Array | undefined;

function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

function singleOf(half: number): number {
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

function halfOf(single: number): number {
  const sign = (single >>> 16) & 0x8000;
  const magnitude = single & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x1ff);
  if (magnitude >= 0x477f_f000) return sign | 0x7c00; // From 65520 on.
  if (magnitude >= 0x3880_0000)
    return sign | ((magnitude - 0x3800_0000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  if (magnitude <= 0x3300_0000) return sign; // Up to 2⁻²⁵, half of the smallest subnormal.
  const fraction = (magnitude & 0x7f_ffff) | 0x80_0000;
  const shift = 126 - (magnitude >>> 23);
  const kept = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return sign | (rest > middle || (rest === middle && kept & 1) ? kept + 1 : kept);
}
