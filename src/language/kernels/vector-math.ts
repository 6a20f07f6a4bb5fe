import { addProduct, multiplyAdd } from "./multiply-add.js";
import { type Code, f32x4, get, i32, type Local, set } from "./wasm.js";

/** Puts the sum or the largest of a vector's lanes into all of them, neighbours first. */
export const acrossLanes = (v: Local, join: (a: Code, b: Code) => Code): Code[] =>
  [
    [1, 0, 3, 2],
    [2, 3, 0, 1],
  ].map((lanes) => set(v, join(get(v), f32x4.shuffle(get(v), get(v), lanes))));

/**
 * Puts the exponential of numbers up to 0 into their place: 2ⁿ p(r) with |r| ≤ ln 2 / 2 and a polynomial p of degree 6. The
 * constants and the order of operations are those of ONNX Runtime's softmax (MLAS, MIT), so that results are the same to the
 * last bit where {@link multiplyAdd} rounds once; what is smaller than 2⁻¹²⁶ may be 0.
 */
export function exponential(x: Local, n: Local, sum: Local): Code[] {
  // Added to a small number, it leaves the nearest whole number in the lowest bits.
  const rounder = f32x4.of(1.5 * 2 ** 23);
  const whole = f32x4.sub(get(n), rounder);
  return [
    set(x, f32x4.max(get(x), f32x4.of(LEAST))),
    set(n, multiplyAdd(get(x), f32x4.of(Math.LOG2E), rounder)),
    ...LN_2.map((part) => addProduct(x, whole, f32x4.of(-part))),
    set(sum, f32x4.of(POLYNOMIAL[0])),
    ...POLYNOMIAL.slice(1).map((factor) => set(sum, multiplyAdd(get(sum), get(x), f32x4.of(factor)))),
    set(x, f32x4.mul(get(sum), f32x4.addBits(f32x4.shiftBits(get(n), i32.of(23)), f32x4.of(1)))),
  ];
}

/** The exponent below which there are no normal numbers. */
const LEAST = -88.3762626647949;

/** The logarithm of 2 in two parts, the first of few digits. */
const LN_2 = [6.93145752e-1, 1.42860677e-6];

/** Its factors, that of the highest power first. */
const POLYNOMIAL = [
  0x1694 * 2 ** -22,
  0x1125edc * 2 ** -31,
  0x1555b5a * 2 ** -29,
  0x1555450 * 2 ** -27,
  0x1fffff6 * 2 ** -26,
  1,
  1,
];
