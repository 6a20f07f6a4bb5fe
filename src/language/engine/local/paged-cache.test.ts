import { describe, expect, it } from "vitest";
import { EngineError } from "../../../errors.js";
import { Random } from "../../../random/index.js";
import type { TransformerConfig } from "../../config.js";
import { PAGE } from "../../kernels/attention-layout.js";
import { RotationTable } from "../../model/rotation.js";
import { transformerPreset } from "../../presets.js";
import { type CachedTokens, PagedCache } from "./paged-cache.js";

const config = {
  ...transformerPreset("tiny", { vocabulary: 8, contextLength: 256 }),
  ...{ layers: 2, heads: 4, kvHeads: 2, headDimension: 6 },
};
const { layers, heads, kvHeads, headDimension: size } = config;
const [wide, narrow] = [heads * size, kvHeads * size];

const cacheOf = (of: TransformerConfig, rows: number) =>
  new PagedCache(of, new RotationTable(of), rows, { lanes: 8 });

const numbers = (random: Random, length: number) => Float32Array.from({ length }, () => random.float() - 0.5);

function promptOf(tokens: number, seed: number): CachedTokens {
  const random = new Random(seed, "prompt");
  const layersOf = () => Array.from({ length: layers }, () => numbers(random, tokens * narrow));
  return { tokens, keys: layersOf(), values: layersOf() };
}

/** Lets the first rows have another token each, which depends on the row's seed and length, and returns what attention gives. */
function step(cache: PagedCache, seeds: readonly number[]): number[][] {
  cache.advance(seeds.length);
  const found: number[][] = seeds.map(() => []);
  for (let layer = 0; layer < layers; layer++) {
    const rows = seeds.map((seed, row) => {
      const random = new Random(seed, "step", cache.length(row), layer);
      return { q: numbers(random, wide), k: numbers(random, narrow), v: numbers(random, narrow) };
    });
    const all = (name: "q" | "k" | "v") => Float32Array.from(rows.flatMap((row) => [...row[name]]));
    const mixed = new Float32Array(seeds.length * wide);
    cache.attend(layer, seeds.length, { q: all("q"), k: all("k"), v: all("v") }, mixed);
    seeds.forEach((_, row) => {
      found[row].push(...mixed.subarray(row * wide, (row + 1) * wide));
    });
  }
  return found;
}

/** What a sequence that is alone gives in so many steps. */
function alone(prompt: CachedTokens, seed: number, steps: number): number[][] {
  const cache = cacheOf(config, 1);
  cache.begin(0, cache.keep(prompt));
  return Array.from({ length: steps }, () => step(cache, [seed])[0]);
}

describe("PagedCache", () => {
  it.each([1, PAGE - 1, PAGE, PAGE + 3])("keeps sequences that share a prompt of %i apart", (tokens) => {
    const prompt = promptOf(tokens, 1);
    const cache = cacheOf(config, 3);
    const shared = cache.keep(prompt);
    const seeds = [5, 6, 7];
    seeds.forEach((_, row) => {
      cache.begin(row, shared);
    });
    cache.letGo(shared);
    const together = Array.from({ length: PAGE + 2 }, () => step(cache, seeds));
    seeds.forEach((seed, row) => {
      expect(together.map((rows) => rows[row])).toEqual(alone(prompt, seed, PAGE + 2));
    });
  });

  it("gives the same to the last bit when rows move and their pages are used again", () => {
    const cache = cacheOf(config, 2);
    const [first, second, third] = [20, 40, 70].map((tokens) => promptOf(tokens, tokens));
    for (const [row, prompt] of [first, second].entries()) cache.begin(row, cache.keep(prompt));
    for (let i = 0; i < 20; i++) step(cache, [1, 2]);
    cache.end(0);
    cache.move(1, 0);
    const shared = cache.keep(third);
    cache.begin(1, shared);
    cache.letGo(shared);
    const after = Array.from({ length: 30 }, () => step(cache, [2, 3]));
    expect(after.map(([row]) => row)).toEqual(alone(second, 2, 50).slice(20));
    expect(after.map(([, row]) => row)).toEqual(alone(third, 3, 30));
  });

  it("is the average of the values where all scores are alike", () => {
    const cache = cacheOf(config, 1);
    cache.begin(0, { pages: [], tokens: 0 });
    const mixed = new Float32Array(wide);
    for (let i = 1; i <= 40; i++) {
      cache.advance(1);
      const newest = {
        q: new Float32Array(wide),
        k: new Float32Array(narrow).fill(i),
        v: new Float32Array(narrow).fill(i),
      };
      cache.attend(1, 1, newest, mixed);
      for (const value of mixed) expect(value).toBeCloseTo((i + 1) / 2, 4);
    }
  });

  it("turns queries and keys by the angles of their positions", () => {
    const cache = cacheOf({ ...config, heads: 1, kvHeads: 1, headDimension: 2 }, 1);
    cache.begin(0, { pages: [], tokens: 0 });
    const at = (angle: number, length: number) =>
      Float32Array.of(length * Math.cos(angle), length * Math.sin(angle));
    const mixed = new Float32Array(2);
    const found: number[] = [];
    // A key is turned by one radian a position, and so is the query, which looks two back.
    for (let p = 0; p < 6; p++) {
      cache.advance(1);
      cache.attend(0, 1, { q: at(-2, 60), k: at(0, 3), v: Float32Array.of(p, 0) }, mixed);
      found.push(mixed[0]);
    }
    for (const [p, value] of found.entries()) expect(value).toBeCloseTo(Math.max(0, p - 2), 4);
  });

  it("says so when there is no more memory, and goes on when sequences have ended", () => {
    // Pages of 16 MB, of which WebAssembly's 4 GiB hold 255; all but the written ones stay untouched.
    const large = { ...config, layers: 32, heads: 16, kvHeads: 16, headDimension: 128 };
    const cache = cacheOf(large, 260);
    for (let row = 0; row < 260; row++) cache.begin(row, { pages: [], tokens: 0 });
    expect(() => cache.advance(260)).toThrow(EngineError);
    expect(() => cache.advance(260)).toThrow(/keys and values of 260 sequences .* make sequences smaller/);
    for (let row = 0; row < 10; row++) cache.end(row);
    cache.begin(0, { pages: [], tokens: 0 });
    cache.advance(1);
    expect(cache.length(0)).toBe(1);
  });
});
