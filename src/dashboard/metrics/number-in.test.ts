import fc from "fast-check";
import { expect, test } from "vitest";
import { numberIn } from "./number-in.js";

const read = (text: string) => numberIn(new TextEncoder().encode(`9${text}9`), 1, text.length + 1);

const finite = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.tuple(fc.maxSafeInteger(), fc.nat(25)).map(([whole, decimals]) => whole / 10 ** decimals),
);

test("every number is the one that JSON.parse reads, to the bit", () => {
  fc.assert(
    fc.property(finite, fc.nat(20), (value, decimals) => {
      for (const text of [JSON.stringify(value), value.toFixed(decimals), value.toExponential()])
        expect(read(text)).toBe(JSON.parse(text));
    }),
    { numRuns: 2000 },
  );
  expect(read("-0")).toBe(-0);
  expect(read("null")).toBeNaN();
});

test.each(["", "-", "nul", "-null", "1.", ".5", "1e", "0x1", "1-2", "1.2.3", " 1", "+1", '"1"', "Infinity"])(
  "%j is no number",
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);
