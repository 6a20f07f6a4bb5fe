import { describe, expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { attentionKernel, PAGE } from "./attention-kernel.js";
import { wasmMemory } from "./web-assembly.js";

/** Attention as it is defined, in double precision. */
function reference(query: number[], keys: number[][], values: number[][], scale: number): number[] {
  const scores = keys.map((key) => scale * key.reduce((sum, value, i) => sum + value * query[i], 0));
  const most = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - most));
  const total = weights.reduce((a, b) => a + b);
  return query.map((_, i) => weights.reduce((sum, weight, p) => sum + (weight / total) * values[p][i], 0));
}

function check(size: number, first: number, length: number, spread: number): number {
  const random = new Random(1, "attention", size, first, length);
  const draw = (by = 1) => Math.fround(by * (2 * random.float() - 1));
  const vector = (by?: number) => Array.from({ length: size }, () => draw(by));
  const pages = Math.ceil(length / PAGE);
  const [weights, table, start, block] = [2 * size, 4096, 8192, PAGE * size];
  const memory = wasmMemory(4 * (start + 2 * pages * block));
  const floats = new Float32Array(memory.buffer);
  const query = vector(spread);
  floats.set(query);
  const [keys, values] = [0, 1].map(() => Array.from({ length }, () => vector()));
  for (let position = 0; position < length; position++) {
    // Pages lie in another order than positions.
    const page = pages - 1 - Math.floor(position / PAGE);
    const at = start + 2 * page * block;
    new Int32Array(memory.buffer)[table + Math.floor(position / PAGE)] = 4 * at;
    floats.set(keys[position], at + (position % PAGE) * size);
    floats.set(values[position], at + block + (position % PAGE) * size);
  }
  const run = attentionKernel(size, 1 / Math.sqrt(size), memory);
  run(0, 4 * size, 4 * weights, 4 * table, 0, 4 * block, first, length);
  const seen = [keys, values].map((all) => all.slice(first));
  const expected = reference(query, seen[0], seen[1], 1 / Math.sqrt(size));
  return Math.max(...expected.map((value, i) => Math.abs(value - floats[size + i])));
}

describe("attentionKernel", () => {
  it.each([4, 12, 32, 64, 128])("computes attention for heads of %i", (size) => {
    for (const length of [1, 3, 4, 31, 32, 33, 64, 77]) expect(check(size, 0, length, 4)).toBeLessThan(2e-6);
  });

  it("sees nothing before the first position", () => {
    for (const first of [1, 2, 5, 31, 32, 40, 76]) expect(check(16, first, 77, 4)).toBeLessThan(2e-6);
  });

  it("bears scores that lie far apart", () => {
    for (const spread of [0, 50, 1000]) expect(check(8, 0, 50, spread)).toBeLessThan(1e-4);
  });
});
