import { expect, test } from "vitest";
import { BoundaryError } from "../../errors.js";
import { type Grade, outcomeOf } from "./grade.js";

test("what a grade pays is a matter of the weights", () => {
  const grade = { solved: false, progress: 0.5, reward: { brief: 0.1 }, metrics: { tries: 3 } };
  expect(outcomeOf(grade, { formatReward: 0.1, progressReward: 0.4 })).toEqual({
    solved: false,
    reward: { correct: 0, format: 0.1, progress: 0.2, brief: 0.1 },
    metrics: { format: 1, progress: 0.5, tries: 3 },
  });
  expect(outcomeOf({ solved: true }).reward).toEqual({ correct: 1, format: 0, progress: 0 });
});

test.each<[Partial<Grade>, string]>([
  [{ progress: 7 }, "expected a number from 0 to 1 as `progress`, found 7"],
  [{ progress: Number.NaN }, "as `progress`, found NaN"],
  [{ format: -0.5 }, "expected a number from 0 to 1 as `format`, found -0.5"],
  [{ format: "1" as never }, 'as `format`, found "1"'],
])("%j is refused as an error of the environment", (part, message) => {
  const grading = () => outcomeOf({ solved: false, ...part });
  expect(grading).toThrow(BoundaryError);
  expect(grading).toThrow(message);
  expect(grading).toThrow(expect.objectContaining({ boundary: "environment", code: "BAD_REWARD" }));
});

test.each([
  [undefined, "expected { solved, … }, found nothing"],
  [true, "expected { solved, … }, found true"],
  [{ sovled: true }, 'expected `solved`, found {"sovled":true}'],
  [{ solved: true, rewards: {} }, 'expected `reward`, found {"rewards":{}}'],
  [{ solved: 1 }, "expected true or false as `solved`, found 1"],
])("%j is no grade", (grade, message) => {
  const grading = () => outcomeOf(grade as never);
  expect(grading).toThrow(`the grade of an answer: ${message}`);
  expect(grading).toThrow(expect.objectContaining({ boundary: "environment", code: "BAD_GRADE" }));
});

test("a sum of shares may be a rounding away from 1", () => {
  const progress = 1 + 2 ** -50;
  expect(outcomeOf({ solved: false, progress }).metrics?.progress).toBe(progress);
});
