import { expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { multiplyAdd, roundsOnce } from "./multiply-add.js";
import { fuses } from "./processor.conformance.js";
import { f32x4, i32, wasmModule } from "./wasm.js";
import { runOnce } from "./web-assembly.js";

const { fround } = Math;

/** The product of two floats is exact in double precision; the sum is rounded there once more, which hardly ever matters. */
const once = (a: number, b: number, c: number) => fround(a * b + c);
const twice = (a: number, b: number, c: number) => fround(fround(a * b) + c);

it("adds a product, rounded once where the engine and the machine can", () => {
  const expected = roundsOnce() ? once : twice;
  const random = new Random(3, "multiplyAdd");
  for (let i = 0; i < 200; i++) {
    const [a, b, c] = [0, 0, 0].map(() => fround(random.float() - 0.5));
    const module = wasmModule({ parameters: 0, vectors: 0, integers: 0 }, () => [
      f32x4.store(i32.of(0), multiplyAdd(f32x4.of(a), f32x4.of(b), f32x4.of(c))),
    ]);
    expect([...runOnce(module)]).toEqual(new Array(4).fill(expected(a, b, c)));
  }
});

it.runIf(fuses)("rounds once where the processor can", () => {
  expect(roundsOnce()).toBe(true);
});
