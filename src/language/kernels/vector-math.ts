import { type Code, f32x4, get, i32, type Local, set } from "./wasm.js";

/** The exponent below which a weight is as good as none. */
const LEAST = -60;

/** Adds a · b to a sum. */
export const addProduct = (sum: Local, a: Local, b: Code) =>
  set(sum, f32x4.add(get(sum), f32x4.mul(b, get(a))));

/** The sums of the lanes of each of four vectors, which are changed. */
export function sums([a, b, c, d]: readonly Local[]): Code {
  const pairs = (v: Code, w: Code, even: readonly number[], odd: readonly number[]) =>
    f32x4.add(f32x4.shuffle(v, w, even), f32x4.shuffle(v, w, odd));
  const halves = (v: Local, w: Local) => pairs(get(v), get(w), [0, 1, 4, 5], [2, 3, 6, 7]);
  return [
    ...set(a, halves(a, b)),
    ...set(c, halves(c, d)),
    ...pairs(get(a), get(c), [0, 2, 4, 6], [1, 3, 5, 7]),
  ];
}

/** Puts the sum or the largest of a vector's lanes into all of them. */
export const acrossLanes = (v: Local, join: (a: Code, b: Code) => Code): Code[] =>
  [
    [2, 3, 0, 1],
    [1, 0, 3, 2],
  ].map((lanes) => set(v, join(get(v), f32x4.shuffle(get(v), get(v), lanes))));

/**
 * Puts the exponential of numbers up to 0 into their place, to single precision: 2ⁿ eʳ with |r| ≤ ln 2 / 2 and the polynomial
 * of Cephes' expf (Moshier 1989).
 */
export function exponential(x: Local, n: Local, sum: Local): Code[] {
  // Added to a small number, it leaves the nearest whole number in the lowest bits.
  const rounder = f32x4.of(1.5 * 2 ** 23);
  const whole = f32x4.sub(get(n), rounder);
  const less = (factor: number) => set(x, f32x4.sub(get(x), f32x4.mul(whole, f32x4.of(factor))));
  const polynomial = [
    1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, 1,
  ];
  const [highest, ...others] = polynomial;
  return [
    set(x, f32x4.max(get(x), f32x4.of(LEAST))),
    set(n, f32x4.add(f32x4.mul(get(x), f32x4.of(Math.LOG2E)), rounder)),
    less(0.693359375),
    less(-2.1219444e-4),
    set(sum, f32x4.of(highest)),
    ...others.map((factor) => set(sum, f32x4.add(f32x4.mul(get(sum), get(x)), f32x4.of(factor)))),
    set(x, f32x4.addBits(get(sum), f32x4.shiftBits(get(n), i32.of(23)))),
  ];
}
