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

describe("rewards that are earned without solving", () => {
  const step = (hackedShare: number, over: Metrics = {}): Metrics => ({
    ...{ step: 9, stage: "rl", reward: 0.5, hackedShare },
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

  test("are not where they are few, in few steps, of two stages, or pay nothing in the mean", () => {
    expect(heard(...new Array(9).fill(step(0.5)))).toEqual([]);
    expect(heard(step(1), step(1), step(1))).toEqual([]);
    expect(heard(step(1), step(1), step(1), step(1, { stage: "next" }))).toEqual([]);
    expect(heard(...new Array(9).fill(step(1, { reward: -0.5 })))).toEqual([]);
    expect(heard(...new Array(9).fill({ step: 1, stage: "sft", loss: 1 }))).toEqual([]);
  });
});
