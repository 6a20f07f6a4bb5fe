import { expect, test } from "vitest";
import { learningRateAt, type Schedule } from "./learning-rate.js";

const rates = (schedule: Schedule, warmup: number, steps: number, count: number) =>
  Array.from({ length: count }, (_, step) => learningRateAt(step, { highest: 1, warmup, schedule, steps }));
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10));

// By hand, over 4 steps: linear 1 − t / 4, cosine (1 + cos(π t / 4)) / 2.
test.each([
  ["constant", 0, [1, 1, 1, 1]],
  ["constant", 2, [0.5, 1, 1, 1]],
  ["linear", 0, [1, 0.75, 0.5, 0.25]],
  ["linear", 4, [0.25, 0.375, 0.375, 0.25]],
  ["cosine", 0, [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2]],
] as const)("%s after %i steps of warm-up", (schedule, warmup, wanted) => {
  expect(rates(schedule, warmup, 4, 4)).toEqual(near(wanted));
});

test("stays where a stage has no end, ends at nothing where it has, and is no less than that beyond", () => {
  expect(rates("cosine", 2, Number.POSITIVE_INFINITY, 3)).toEqual([0.5, 1, 1]);
  for (const schedule of ["linear", "cosine"] as const)
    expect(learningRateAt(9, { highest: 1, warmup: 0, schedule, steps: 4 })).toBeCloseTo(0, 12);
});
