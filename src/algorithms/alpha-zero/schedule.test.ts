import { expect, test } from "vitest";
import { connectFour } from "../../games/connect-four/connect-four.js";
import { learningRate, stepsDue } from "./schedule.js";
import { resolveAlphaZero } from "./settings.js";

test("each position is learnt from as often as asked, whatever the rounds", () => {
  const settings = resolveAlphaZero(connectFour(), { batchSize: 100, reuse: 3 });
  expect(stepsDue(settings, 799, 0)).toBe(0);
  let steps = 0;
  for (const positions of [800, 1234, 5000, 5001, 10_000]) steps += stepsDue(settings, positions, steps);
  expect(steps).toBe(300);
});

test("the learning rate rises over the warm-up and falls to zero at the end", () => {
  expect(learningRate(1, 10, 0, 0)).toBeCloseTo(0.1);
  expect(learningRate(1, 10, 9, 0)).toBe(1);
  expect(learningRate(1, 0, 0, 0.5)).toBeCloseTo(0.5);
  expect(learningRate(1, 10, 500, 1)).toBeCloseTo(0);
});
