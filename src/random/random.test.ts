import { describe, expect, test } from "vitest";
import { Random, threefry2x32 } from "./index.js";

describe("threefry2x32", () => {
  // Known answers of the Random123 distribution (kat_vectors, threefry2x32 with 20 rounds).
  const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, "0"));
  test.each([
    [
      [0, 0],
      [0, 0],
      ["6b200159", "99ba4efe"],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      ["1cb996fc", "bb002be7"],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      ["c4923a9c", "483df7a0"],
    ],
  ])("key %j counter %j", (key, counter, expected) => {
    const out = new Uint32Array(2);
    threefry2x32(key[0], key[1], counter[0], counter[1], out);
    expect(hex(out)).toEqual(expected);
  });
});

describe("Random", () => {
  test("the same name gives the same numbers, another name others", () => {
    const draw = (...purpose: (string | number)[]) => new Random(7, ...purpose).uint32();
    expect(draw("a", 1)).toBe(draw("a", 1));
    expect(new Set([draw("a", 1), draw("a", 2), draw("a"), draw("b", 1), draw("a1")]).size).toBe(5);
    expect(new Random(1).uint32()).not.toBe(new Random(2 ** 40 + 1).uint32());
  });

  test.each([0, 1, 2, 7])("continues from a state read after %i words", (words) => {
    const random = new Random(3, "x");
    for (let i = 0; i < words; i++) random.uint32();
    const copy = Random.from(random.state);
    for (let i = 0; i < 5; i++) expect(copy.uint32()).toBe(random.uint32());
  });

  const moments = (draw: () => number, n = 40_000) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = draw();
      sum += x;
      squares += x * x;
    }
    return { mean: sum / n, variance: squares / n - (sum / n) ** 2 };
  };

  test.each([
    ["float", (r: Random) => r.float(), 0.5, 1 / 12],
    ["normal", (r: Random) => r.normal(), 0, 1],
    ["gumbel", (r: Random) => r.gumbel(), 0.5772, Math.PI ** 2 / 6],
    ["gamma 0.3", (r: Random) => r.gamma(0.3), 0.3, 0.3],
    ["gamma 4", (r: Random) => r.gamma(4), 4, 4],
  ])("%s has the moments of its distribution", (_, draw, mean, variance) => {
    const random = new Random(11);
    const found = moments(() => draw(random));
    expect(found.mean).toBeCloseTo(mean, 1);
    expect(found.variance / variance).toBeCloseTo(1, 1);
  });

  test("categorical draws in proportion and never a zero weight", () => {
    const random = new Random(5);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[random.categorical([0, 1, 3, 0])]++;
    expect(counts[0] + counts[3]).toBe(0);
    expect(counts[2] / counts[1]).toBeCloseTo(3, 0);
  });

  test("pick reaches every item, with the number that integer draws", () => {
    const [random, same] = [new Random(6), new Random(6)];
    const items = ["a", "b", "c"];
    const picked = Array.from({ length: 50 }, () => random.pick(items));
    expect(picked).toEqual(picked.map(() => items[same.integer(3)]));
    expect(new Set(picked).size).toBe(3);
  });

  test("shuffle keeps the items and reaches every order", () => {
    const random = new Random(6);
    const orders = new Set<string>();
    for (let i = 0; i < 200; i++) orders.add(random.shuffle([1, 2, 3]).join());
    expect(orders.size).toBe(6);
  });
});
