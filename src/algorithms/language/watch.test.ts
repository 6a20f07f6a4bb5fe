import { expect, test } from "vitest";
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
