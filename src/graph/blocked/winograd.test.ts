import { describe, expect, test } from "vitest";
import { Random } from "../../random/index.js";
import { rowTransform } from "./winograd.js";

const times = (matrix: readonly (readonly number[])[], x: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, a, i) => sum + a * x[i], 0));

describe("row transform", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15, 19])("filters a line of %i", (size) => {
    const random = new Random(size, "row transform");
    const line = Array.from({ length: size }, () => random.normal());
    const taps = Array.from({ length: 3 }, () => random.normal());
    const { input, filter, output, points } = rowTransform(size);
    expect(points).toBe(size + 2 * Math.ceil(size / 6));
    const u = times(filter, taps);
    const found = times(
      output,
      times(input, line).map((v, i) => v * u[i]),
    );
    const at = (i: number) => line[i] ?? 0;
    line.forEach((_, i) => {
      expect(found[i]).toBeCloseTo(taps[0] * at(i - 1) + taps[1] * at(i) + taps[2] * at(i + 1), 10);
    });
  });
});
