import { expect, test } from "vitest";
import { ShownExamples, type ShownExamplesOptions } from "./shown-examples.js";

const shownExamples = (options: ShownExamplesOptions, from: number, count: number) =>
  new ShownExamples(options).numbers(from, count);
const ROWS = { size: 40, wanted: 0, seed: 1 };
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const ALL = Array.from({ length: 40 }, (_, i) => i);

test("a finite split is gone through again and again, each pass in an order of its own", () => {
  const passes = [0, 40, 80].map((from) => shownExamples(ROWS, from, 40));
  for (const pass of passes) expect(sorted(pass)).toEqual(ALL);
  expect(new Set(passes.map(String)).size).toBe(3);
  expect(shownExamples({ ...ROWS, seed: 2 }, 0, 40)).not.toEqual(passes[0]);
});

test("where a batch begins and how large it is makes no difference", () => {
  const whole = shownExamples(ROWS, 0, 200);
  const shown = new ShownExamples(ROWS);
  const batches = [0, 64, 128].flatMap((from) => shown.numbers(from, 64));
  expect(batches).toEqual(whole.slice(0, 192));
  expect(shownExamples(ROWS, 64, 64)).toEqual(batches.slice(64, 128));
});

test("examples that are generated come in their order, and so do the few that are wanted", () => {
  expect(shownExamples({ ...ROWS, size: Number.POSITIVE_INFINITY }, 64, 3)).toEqual([64, 65, 66]);
  expect(shownExamples({ ...ROWS, wanted: 3 }, 2, 5)).toEqual([2, 0, 1, 2, 0]);
  expect(sorted(shownExamples({ ...ROWS, wanted: 100 }, 40, 40))).toEqual(ALL);
});
