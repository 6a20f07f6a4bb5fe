import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from "./half.js";

type Widen = (source: Uint16Array, target: Float32Array) => void;
type Narrow = (source: Float32Array, target: Uint16Array) => void;

const everyHalf = Uint16Array.from({ length: 1 << 16 }, (_, bits) => bits);

/** The value of a number with the given field widths, by the definition in IEEE 754. */
function numberOf(bits: number, exponentBits: number, fractionBits: number): number {
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> fractionBits) & (2 ** exponentBits - 1);
  const fraction = bits & (2 ** fractionBits - 1);
  if (exponent === 2 ** exponentBits - 1) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias - fractionBits);
  return sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias);
}

describe.each<[string, Widen, Narrow, number, number]>([
  ["float16", float16ToFloat32, float32ToFloat16, 5, 10],
  ["bfloat16", bfloat16ToFloat32, float32ToBfloat16, 8, 7],
])("%s", (_, widen, narrow, exponentBits, fractionBits) => {
  const wide = new Float32Array(1 << 16);
  widen(everyHalf, wide);

  test("every number is widened to the value that its bits stand for", () => {
    const wrong = everyHalf.filter(
      (bits) => !Object.is(wide[bits], numberOf(bits, exponentBits, fractionBits)),
    );
    expect([...wrong]).toEqual([]);
  });

  test("every number that is not NaN comes back to the same bits; NaN stays NaN", () => {
    const narrowed = new Uint16Array(1 << 16);
    narrow(wide, narrowed);
    const isRight = (bits: number) =>
      Number.isNaN(wide[bits])
        ? Number.isNaN(numberOf(narrowed[bits], exponentBits, fractionBits))
        : narrowed[bits] === bits;
    expect([...everyHalf.filter((bits) => !isRight(bits))]).toEqual([]);
  });

  test("rounds to the nearest, ties to the even one", () => {
    // The value after the largest finite one, were there one: from halfway to it on, numbers are infinite.
    const infinite = (2 ** exponentBits - 1) << fractionBits;
    const valueAt = (bits: number) =>
      bits === infinite ? 2 ** (2 ** (exponentBits - 1)) : numberOf(bits, exponentBits, fractionBits);
    const expectNearest = (value: number) => {
      const result = new Uint16Array(1);
      narrow(Float32Array.of(value), result);
      const [bits] = result;
      expect(bits >> 15).toBe(Object.is(Math.sign(value), -0) || value < 0 ? 1 : 0);
      const magnitude = bits & 0x7fff;
      const error = Math.abs(Math.abs(value) - valueAt(magnitude));
      for (const other of [magnitude - 1, magnitude + 1]) {
        if (other < 0 || other > infinite) continue;
        const otherError = Math.abs(Math.abs(value) - valueAt(other));
        expect(error === otherError ? (bits & 1) === 0 : error < otherError, `${value}`).toBe(true);
      }
    };
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, expectNearest), { seed: 1, numRuns: 3000 });
    const between = fc.integer({ min: 0, max: infinite - 1 }).chain((bits) =>
      fc.constantFrom(0.25, 0.5, 0.75).map((share) => {
        const [low, high] = [valueAt(bits), valueAt(bits + 1)];
        return Math.fround(low + share * (high - low));
      }),
    );
    const inRange = between.filter(Number.isFinite);
    fc.assert(fc.property(inRange, expectNearest), { seed: 2, numRuns: 3000 });
  });
});
