import { describe, expect, test } from "vitest";
import type { Metrics } from "../algorithm.js";
import { Watch } from "./watch.js";

const failures = (failed: number) => ({ episodes: 8, failed, most: "environment THREW: boom" });

test("the first failing episodes are told of once, and that all fail once more", () => {
  const watch = new Watch();
  expect(watch.failures("step 1 (rl)", undefined)).toEqual([]);
  expect(watch.failures("step 2 (rl)", failures(3))).toEqual([
    "step 2 (rl): 3 of 8 episodes failed, most often environment THREW: boom; nothing is learnt from such",
  ]);
  expect(watch.failures("step 3 (rl)", failures(2))).toEqual([]);
  expect(watch.failures("step 4 (rl)", failures(8))).toEqual([
    expect.stringMatching(/^step 4 \(rl\): all 8 episodes failed, .*THREW: boom; practice teaches nothing/),
  ]);
  expect(watch.failures("step 5 (rl)", failures(8))).toEqual([]);
  expect(watch.failures("step 6 (rl)", failures(1))).toEqual([]);
});

describe("a sampler and a trainer that disagree", () => {
  const heard = (...differences: readonly number[]) => {
    const watch = new Watch();
    return differences.flatMap((samplerTrainerDifference, i) =>
      watch.warnings({ step: i + 1, stage: "rl", samplerTrainerDifference }),
    );
  };

  test("by more than is promised are told of once, and by more than rounding explains once more", () => {
    expect(heard(1e-5, 1e-4)).toEqual([]);
    expect(heard(3e-6, 2.34e-4, 5e-4, 0.5, 0.7)).toEqual([
      expect.stringMatching(/^step 2 \(rl\): .* by up to 0\.00023; less than 1e-4 is promised\. /),
      expect.stringMatching(/^step 4 \(rl\): .* by up to 0\.50, far above rounding: /),
    ]);
  });

  test("are not put down to rounding after they were found far apart", () => {
    expect(heard(0.02, 0.001)).toEqual([
      expect.stringMatching(/^step 1 \(rl\): .* by up to 0\.020, far above rounding: /),
    ]);
  });
});

describe("rewards that are earned without solving", () => {
  const step = (hackedShare: number, over: Metrics = {}): Metrics => ({
    ...{ step: 9, stage: "rl", reward: 0.5, hackedShare, hackedReward: hackedShare },
    ...over,
  });
  const heard = (...steps: readonly Metrics[]) => {
    const watch = new Watch();
    return steps.flatMap((metrics) => watch.warnings(metrics));
  };

  test("are told of once, with their share in the newest steps and what pays", () => {
    const paid = { "reward.correct": 0, "reward.format": 0.1, "reward.length": 0.4 };
    const steps = [0.1, 0.2, 0.9, 0.9, 0.7, 1, 1].map((share) => step(share, paid));
    expect(heard(...steps)).toEqual([
      expect.stringMatching(
        /^step 9 \(rl\): 53 % of the episodes .* in the last 4 steps are not solved \(paid: length 0\.40, format 0\.10\): /,
      ),
    ]);
  });

  test("are not where they are little beside what solving pays", () => {
    expect(heard(...new Array(9).fill(step(0.9, { hackedReward: 0.2 })))).toEqual([]);
    expect(heard(...new Array(9).fill(step(0.9, { hackedReward: 0.3 })))).toHaveLength(1);
  });

  test("are not where they are few, in few steps, of two stages, or pay nothing in the mean", () => {
    expect(heard(...new Array(9).fill(step(0.5)))).toEqual([]);
    expect(heard(step(1), step(1), step(1))).toEqual([]);
    expect(heard(step(1), step(1), step(1), step(1, { stage: "next" }))).toEqual([]);
    expect(heard(...new Array(9).fill(step(1, { reward: -0.5 })))).toEqual([]);
    expect(heard(...new Array(9).fill({ step: 1, stage: "sft", loss: 1 }))).toEqual([]);
  });
});
