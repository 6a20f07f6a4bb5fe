import { expect, test } from "vitest";
import type { RunDetail } from "../../api.js";
import type { Curve } from "../../metrics/curve.js";
import { meanCurve } from "./mean-curve.js";
import { differences, seedGroups } from "./seed-groups.js";
import { studentT } from "./student-t.js";

const curve = (x: readonly number[], y: readonly number[]): Curve => ({
  x: Float64Array.from(x),
  y: Float64Array.from(y),
});

// Values of standard tables (Abramowitz and Stegun 1964, table 26.10).
test.each([
  [1, 12.706],
  [4, 2.776],
  [10, 2.228],
  [11, 2.201],
  [20, 2.086],
  [30, 2.042],
  [120, 1.98],
])("Student's t at 0.975 with %d degrees of freedom is %d", (freedom, value) => {
  expect(studentT(freedom)).toBeCloseTo(value, 3);
});

test("the band of two seeds is their mean with Student's t, where both have come", () => {
  const mean = meanCurve([curve([0, 10], [1, 1]), curve([0, 5, 20], [3, 3, 3])])!;
  expect(mean.x[0]).toBe(0);
  expect(mean.x[mean.x.length - 1]).toBe(10);
  expect([...mean.y].every((value) => value === 2)).toBe(true);
  // Deviation √2 over √2 seeds is 1.
  expect(mean.high![0] - 2).toBeCloseTo(12.7062, 4);
  expect(2 - mean.low![0]).toBeCloseTo(12.7062, 4);
});

test("between its points a curve is straight; one curve is its own mean; none is none", () => {
  const one = curve([0, 10], [0, 10]);
  expect(meanCurve([one])).toBe(one);
  expect(meanCurve([])).toBeUndefined();
  expect(meanCurve([one, curve([20, 30], [0, 0])])).toBeUndefined();
  const mean = meanCurve([one, curve([0, 5, 10], [0, 5, 10])])!;
  expect([...mean.y]).toEqual([0, 5, 10]);
});

const detail = (run: string, seed: number, settings: object): RunDetail =>
  ({
    run,
    state: "finished",
    scenario: "nim",
    algorithm: "alphazero",
    seed,
    info: { config: { seed, settings, game: { name: "nim", options: {} } } },
  }) as unknown as RunDetail;

test("runs that differ only in their seed are one group; of others, only what differs is told", () => {
  const groups = seedGroups([
    detail("a", 1, { rate: 0.1, size: 3 }),
    detail("b", 2, { size: 3, rate: 0.1 }),
    detail("c", 1, { rate: 0.2, size: 3, extra: true }),
  ]);
  expect(groups.map(({ runs }) => runs)).toEqual([["a", "b"], ["c"]]);
  expect(groups[0].label).toBe("a, b (mean of 2 seeds)");
  expect(differences(groups)).toEqual([
    { name: "settings.rate", values: ["0.1", "0.2"] },
    { name: "settings.extra", values: [undefined, "true"] },
  ]);
});
