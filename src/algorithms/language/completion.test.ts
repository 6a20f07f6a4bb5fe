import { expect, test } from "vitest";
import type { Budget } from "../algorithm.js";
import { Clock } from "../clock.js";
import { Completion } from "./completion.js";
import { newProgress } from "./progress.js";
import type { Stage } from "./stage.js";

const stage = (name: string, steps: number, cost: number): Stage => ({
  name,
  practises: cost > 1,
  steps,
  cost,
  begin: () => Promise.reject(new Error("is not begun")),
});
const STAGES = [stage("sft", 100, 1), stage("rl", 50, 4)];

/** A training that makes steps of so many seconds. */
function training(budget: Budget = { minutes: Number.POSITIVE_INFINITY }) {
  const progress = newProgress();
  const completion = new Completion(STAGES, progress, new Clock(budget, 0));
  const make = (...seconds: number[]) => {
    for (const each of seconds) {
      progress.step++;
      progress.stageStep++;
      completion.stepped(each);
      if (progress.stageStep < STAGES[progress.stage].steps) continue;
      progress.stage++;
      progress.stageStep = 0;
    }
    return completion.minutesLeft;
  };
  return { make, completion };
}

test("how long the rest takes is told from a few steps on, whatever the first ones compiled", () => {
  const { make } = training();
  expect(make(60, 2)).toBe(Number.POSITIVE_INFINITY);
  expect(make(2)).toBeCloseTo((2 * (97 + 200)) / 60);
  expect(make(4, 4, 4)).toBeCloseTo((4 * (94 + 200)) / 60);
});

test("a stage has its own pace once it has made a few steps, until then that of the one before", () => {
  const { make } = training();
  expect(make(...new Array(100).fill(2))).toBeCloseTo((2 * 200) / 60);
  expect(make(90, 4)).toBeCloseTo((2 * 4 * 48) / 60);
  expect(make(4)).toBeCloseTo((4 * 47) / 60);
});

test("a budget ends it sooner", () => {
  expect(training({ steps: 103 }).make(3, 3, 3)).toBeCloseTo((3 * (97 + 3 * 4)) / 60);
  const { make, completion } = training({ minutes: 1 });
  expect(completion.minutesLeft).toBeCloseTo(1, 1);
  expect(make(3, 3, 3)).toBeCloseTo(1, 1);
  expect(training({ minutes: 60 }).make(3, 3, 3)).toBeCloseTo((3 * (97 + 200)) / 60);
});
