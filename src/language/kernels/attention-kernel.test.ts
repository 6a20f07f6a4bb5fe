import { describe, expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { attentionKernel } from "./attention-kernel.js";
import { keyStart, LINE, PAGE, roomForWeights, valuePlace, valueStart } from "./attention-layout.js";
import { wasmMemory } from "./web-assembly.js";

/** Attention as it is defined, in double precision. */
function reference(query: number[], keys: number[][], values: number[][], scale: number): number[] {
  const scores = keys.map((key) => scale * key.reduce((sum, value, i) => sum + value * query[i], 0));
  const most = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - most));
  const total = weights.reduce((a, b) => a + b);
  return query.map((_, i) => weights.reduce((sum, weight, p) => sum + (weight / total) * values[p][i], 0));
}

interface Case {
  readonly size: number;
  readonly heads?: number;
  readonly kvHeads?: number;
  readonly first?: number;
  readonly length: number;
  readonly spread?: number;
  readonly lanes?: 8 | 16;
}

/** The largest difference to what is defined. */
function check({ size, heads = 1, kvHeads = 1, first = 0, length, spread = 4, lanes = 8 }: Case): number {
  const random = new Random(1, "attention", size, first, length);
  const draw = (by = 1) => Math.fround(by * (2 * random.float() - 1));
  const vector = (by?: number) => Array.from({ length: size }, () => draw(by));
  const shape = { heads, kvHeads, size };
  const pages = Math.ceil(length / PAGE);
  const longest = pages * PAGE;
  const block = PAGE * size;
  const results = heads * size;
  const weights = 2 * results;
  const table = weights + roomForWeights(shape, longest);
  const start = table + pages;
  const memory = wasmMemory(4 * (start + 2 * pages * kvHeads * block));
  const floats = new Float32Array(memory.buffer);
  const queries = Array.from({ length: heads }, () => vector(spread));
  floats.set(queries.flat());
  const [keys, values] = [0, 1].map(() =>
    Array.from({ length: kvHeads }, () => Array.from({ length }, () => vector())),
  );
  for (let position = 0; position < length; position++) {
    const number = Math.floor(position / PAGE);
    // Pages lie in another order than positions.
    const page = start + 2 * (pages - 1 - number) * kvHeads * block;
    new Int32Array(memory.buffer)[table + number] = 4 * page;
    for (let head = 0; head < kvHeads; head++) {
      const [at, of] = [page + head * block, position % PAGE];
      keys[head][position].forEach((number, i) => {
        floats[at + keyStart(size, of) + LINE * i] = number;
      });
      values[head][position].forEach((number, i) => {
        floats[at + kvHeads * block + valueStart(size, of) + valuePlace(i)] = number;
      });
    }
  }
  const scale = 1 / Math.sqrt(size);
  const run = attentionKernel(shape, longest, scale, { lanes }, memory);
  run(0, 4 * results, 4 * weights, 4 * table, 0, first, length);
  const differences = queries.map((query, head) => {
    const [seenKeys, seenValues] = [keys, values].map((all) =>
      all[Math.floor((head * kvHeads) / heads)].slice(first),
    );
    const expected = reference(query, seenKeys, seenValues, scale);
    return Math.max(...expected.map((value, i) => Math.abs(value - floats[results + head * size + i])));
  });
  return Math.max(...differences);
}

describe("attentionKernel", () => {
  it.each([16, 32, 64, 80, 128])("computes attention for heads of %i", (size) => {
    for (const lanes of [8, 16] as const)
      for (const length of [1, 3, 4, 15, 16, 17, 31, 32, 33, 64, 77])
        expect(check({ size, length, lanes })).toBeLessThan(2e-6);
  });

  it.each([
    [2, 2],
    [6, 2],
    [4, 1],
    [6, 3],
    [4, 4],
  ])("has %i query heads read %i of keys and values", (heads, kvHeads) => {
    for (const length of [1, 32, 77]) expect(check({ size: 16, heads, kvHeads, length })).toBeLessThan(2e-6);
    expect(check({ size: 16, heads, kvHeads, first: 40, length: 100 })).toBeLessThan(2e-6);
  });

  it("sees nothing before the first position", () => {
    for (const first of [1, 2, 5, 31, 32, 40, 76])
      expect(check({ size: 16, first, length: 77 })).toBeLessThan(2e-6);
  });

  it("adds up more positions than are summed at once", () => {
    for (const first of [0, 3, 100, 130]) {
      expect(check({ size: 128, first, length: 300 })).toBeLessThan(2e-6);
      expect(check({ size: 64, heads: 2, first, length: 600 })).toBeLessThan(2e-6);
    }
  });

  it("bears scores that lie far apart", () => {
    for (const spread of [0, 50, 1000]) expect(check({ size: 16, length: 50, spread })).toBeLessThan(1e-4);
  });
});
