import { expect, test } from "vitest";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { Curriculum } from "./curriculum.js";
import { twoDigits } from "./testing.conformance.js";

/** Examples of difficulties 1, 2 and 3, one after another. */
function graded(size = Number.POSITIVE_INFINITY): TextEnvironment {
  return {
    ...twoDigits(),
    size: () => size,
    example: (split, index) => ({ ...twoDigits().example(split, index), difficulty: 1 + (index % 3) }),
  };
}

const difficulties = (taken: readonly number[]) => taken.map((index) => 1 + (index % 3));

test("takes the examples as they come, over and over where there are few", () => {
  expect(new Curriculum(graded(), 1, false).take(4)).toEqual([0, 1, 2, 3]);
  const few = new Curriculum(graded(3), 1, false);
  few.note(1, 1);
  expect([...few.take(4), ...few.take(3)]).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

test("an adaptive one practises most on what is half solved, and goes on trying the rest", () => {
  const curriculum = new Curriculum(graded(), 1, true);
  for (const [difficulty, share] of [
    [1, 1],
    [2, 0.5],
    [3, 0],
  ] as const)
    curriculum.note(difficulty, share);
  const taken = difficulties(curriculum.take(600));
  const count = (difficulty: number) => taken.filter((found) => found === difficulty).length;
  // Chances are 0.05, 1 and 0.05.
  expect(count(2)).toBeGreaterThan(500);
  expect(count(1)).toBeGreaterThan(5);
  expect(count(3)).toBeGreaterThan(5);
  expect(count(1)).toBeLessThan(80);
});

test("what was never tried counts as half solved; a share moves a tenth of the way to the newest", () => {
  const curriculum = new Curriculum(graded(), 1, true);
  expect(curriculum.take(3)).toEqual([0, 1, 2]);
  curriculum.note(1, 1);
  curriculum.note(1, 0);
  curriculum.note(1, 0);
  expect(curriculum.shares.get(1)).toBeCloseTo(0.81, 10);
});

test("goes on from what it saved", () => {
  const make = () => new Curriculum(graded(), 1, true);
  const whole = make();
  whole.note(1, 0.9);
  whole.note(3, 0.1);
  whole.take(10);
  const resumed = make();
  resumed.load(JSON.parse(JSON.stringify(whole.save())));
  expect(resumed.take(20)).toEqual(whole.take(20));
  expect(resumed.save()).toEqual(whole.save());
});
