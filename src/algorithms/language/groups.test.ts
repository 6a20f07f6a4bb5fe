import { expect, test } from "vitest";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { groupEpisodes, isJudged } from "./groups.js";
import { policyGradientData } from "./policy-gradient-data.js";
import { policyGradientMetrics } from "./policy-gradient-metrics.js";

const FAILED = [{ boundary: "environment" as const, code: "THREW", message: "no", turn: 1 }];
const paid = (group: string, reward: number) =>
  episodeWith({ group, rewards: [{ correct: reward, bonus: 0 }] });

test("groups keep their order, and what could not be judged is left out", () => {
  const [a, b, c] = [paid("1", 1), paid("2", 2), paid("1", 0)];
  const failed = episodeWith({ group: "1", rewards: [{}], errors: FAILED });
  const silent = episodeWith({ group: "2", sequences: [{ ids: [7], mask: [0], logprobs: [0] }] });
  expect([a, failed, silent].map(isJudged)).toEqual([true, false, false]);
  const groups = groupEpisodes([a, failed, b, silent, c], "mean");
  expect(groups).toEqual([
    { episodes: [a, c], rewards: [[1, 0]], advantages: [[0.5, -0.5]], signal: true },
    { episodes: [b], rewards: [[2]], advantages: [[0]], signal: false },
  ]);
});

test("the parts of a reward count together", () => {
  const [group] = groupEpisodes(
    [
      episodeWith({ group: "1", rewards: [{ correct: 1, format: 0.5 }] }),
      episodeWith({ group: "1", rewards: [{ correct: 0, format: -0.5 }] }),
    ],
    "mean",
  );
  expect(group.rewards).toEqual([[1.5, -0.5]]);
});

test("groups with equal rewards are skipped and counted, and still belong to the mean", () => {
  const episodes = [paid("1", 1), paid("1", 0), paid("2", 1), paid("2", 1), paid("3", 0)];
  const groups = groupEpisodes(episodes, "mean");
  const data = policyGradientData(groups, { averaging: "sum", maxTokens: 8 });
  expect(data.map(({ episode }) => episode)).toEqual(episodes.slice(0, 2));
  // Half of a reward, over five answers.
  expect([...data[0].datum.advantages!]).toEqual([expect.closeTo(0.1, 6), expect.closeTo(0.1, 6)]);
  expect(data[0].scale).toBeCloseTo(0.2, 6);
  // A group of one cannot have a signal and does not count as one that has none.
  expect(policyGradientMetrics(episodes, groups, undefined, 2)).toMatchObject({ noSignalShare: 0.5 });
  const kept = policyGradientData(groups, { averaging: "sum", maxTokens: 8, keepAll: true });
  expect(kept.map(({ datum }) => datum.advantages![0])).toEqual(
    [0.1, -0.1, 0, 0, 0].map((x) => expect.closeTo(x, 6)),
  );
});
