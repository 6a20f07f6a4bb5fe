import { describe, expect, it } from "vitest";
import { Random } from "../random/index.js";
import { EvaluationCache } from "./cache.js";
import { ObservationHash } from "./hash.js";

describe("EvaluationCache", () => {
  const logits = Float32Array.of(1, 2, 3, 4, 5, 6);
  const values = Float32Array.of(0.1, 0.2, 0.3);

  it("gives back what was said, once it has been said", () => {
    const cache = new EvaluationCache(16, 2);
    expect(cache.find(5, 7)).toBe(-1);
    const entry = cache.reserve(5, 7, 2);
    expect(cache.rowOf(cache.find(5, 7))).toBe(2);
    cache.fill(entry, 2, logits, values);
    expect(cache.find(5, 7)).toBe(entry);
    expect(cache.rowOf(entry)).toBe(-1);
    expect([...cache.logits.subarray(2 * entry, 2 * entry + 2)]).toEqual([5, 6]);
    expect(cache.values[entry]).toBeCloseTo(0.3, 6);
    expect(cache.find(5, 8)).toBe(-1);
    expect(cache.find(6, 7)).toBe(-1);
  });

  it("replaces the least recently used of a bucket", () => {
    const cache = new EvaluationCache(16, 2);
    for (let i = 0; i < 4; i++) cache.fill(cache.reserve(0, i, 0), 0, logits, values);
    cache.find(0, 0);
    cache.reserve(0, 9, 1);
    expect(cache.find(0, 1)).toBe(-1);
    for (const high of [0, 2, 3, 9]) expect(cache.find(0, high)).toBeGreaterThanOrEqual(0);
  });

  it("does not fill an entry that was given to another position in the meantime", () => {
    const cache = new EvaluationCache(4, 2);
    const entries = [0, 1, 2, 3, 4].map((row) => cache.reserve(0, row, row));
    expect(entries[4]).toBe(entries[0]);
    cache.fill(entries[0], 0, new Float32Array(10), new Float32Array(5));
    expect(cache.rowOf(entries[4])).toBe(4);
  });

  it("forgets everything at once, also what is still to come", () => {
    const cache = new EvaluationCache(16, 2);
    const entry = cache.reserve(1, 1, 0);
    cache.forget();
    cache.fill(entry, 0, logits, values);
    expect(cache.find(1, 1)).toBe(-1);
  });

  it("can be left out", () => {
    const cache = new EvaluationCache(0, 2);
    expect(cache.reserve(1, 1, 0)).toBe(-1);
    expect(cache.find(1, 1)).toBe(-1);
  });
});

describe("ObservationHash", () => {
  it("tells apart boards that differ in one or two cells", () => {
    const size = 84;
    const random = new Random(1, "boards");
    const hash = new ObservationHash(size);
    const board = Float32Array.from({ length: size }, () => random.integer(2));
    const seen = new Set<string>();
    const add = () => {
      hash.of(board, 0);
      seen.add(`${hash.low} ${hash.high}`);
    };
    let count = 0;
    for (let i = 0; i < size; i++) {
      board[i] = 1 - board[i];
      for (let j = 0; j < i; j++, count++) {
        board[j] = 1 - board[j];
        add();
        board[j] = 1 - board[j];
      }
      board[i] = 1 - board[i];
    }
    expect(seen.size).toBe(count);
  });

  it("depends on the observation, not on where it stands", () => {
    const hash = new ObservationHash(3);
    const rows = Float32Array.of(9, 0.5, -1, 0, 0.5, -1, 0);
    hash.of(rows, 1);
    const first = [hash.low, hash.high];
    hash.of(rows, 4);
    expect([hash.low, hash.high]).toEqual(first);
    hash.of(Float32Array.of(0.5, -1, 0), 0);
    expect([hash.low, hash.high]).toEqual(first);
  });

  it("spreads its bits evenly", () => {
    const hash = new ObservationHash(42);
    const board = new Float32Array(42);
    const ones = new Array<number>(64).fill(0);
    const random = new Random(2, "boards");
    const trials = 2000;
    for (let t = 0; t < trials; t++) {
      for (let i = 0; i < 42; i++) board[i] = random.integer(2);
      hash.of(board, 0);
      for (let b = 0; b < 32; b++) {
        ones[b] += (hash.low >>> b) & 1;
        ones[32 + b] += (hash.high >>> b) & 1;
      }
    }
    // Five standard deviations of a fair coin.
    for (const n of ones) expect(Math.abs(n - trials / 2)).toBeLessThan(5 * Math.sqrt(trials / 4));
  });
});
