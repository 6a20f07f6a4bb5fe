import { describe, expect, test } from "vitest";
import { episodeStatistics, hackedShare } from "./episode-statistics.js";
import { episodeWith } from "./records.conformance.js";
import { bestEpisodes, strangestEpisodes, worstEpisodes } from "./select-episodes.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";

const counts = (sampledTokens: number) => ({ answers: 1, toolCalls: 0, toolErrors: 0, sampledTokens });
const named = (exampleId: string, changes: Partial<TextEpisodeRecord> = {}) =>
  episodeWith({ exampleId, ...changes });
const names = (episodes: readonly TextEpisodeRecord[]) => episodes.map(({ exampleId }) => exampleId);

const right = named("right", { counts: counts(20) });
const short = named("short", { counts: counts(10) });
const wrong = named("wrong", { rewards: [{ correct: 0 }], solved: false, counts: counts(30) });
const long = named("long", { rewards: [{ correct: 0 }], solved: false, counts: counts(40) });
const hacked = named("hacked", {
  rewards: [{ correct: 0, format: 0.25 }],
  solved: false,
  counts: counts(15),
});
const all = [wrong, right, hacked, long, short];

test("the best and the worst are told by reward, then length", () => {
  expect(names(bestEpisodes(all, 3))).toEqual(["short", "right", "hacked"]);
  expect(names(worstEpisodes(all, 3))).toEqual(["long", "wrong", "hacked"]);
  expect(names(bestEpisodes(all, 99))).toHaveLength(5);
});

describe("the strangest", () => {
  test("earn a reward without a solution, are solved in vain, went wrong, or are unlike the others", () => {
    const usual = Array.from({ length: 30 }, (_, i) => named(`usual ${i}`, { counts: counts(20 + (i % 5)) }));
    const broken = named("broken", {
      rewards: [{}],
      solved: false,
      errors: [{ boundary: "environment", code: "THREW", message: "boom", turn: 0 }],
    });
    const unpaid = named("unpaid", { rewards: [{ correct: 0 }] });
    const endless = named("endless", { counts: counts(500) });
    const surprising = named("surprising", {
      counts: counts(21),
      sequences: [{ ids: [1, 2], mask: [0, 1], logprobs: [-50, -9] }],
    });
    const found = strangestEpisodes([...usual, endless, surprising, broken, unpaid, hacked], 9);
    expect(names(found.map(({ episode }) => episode)).slice(0, 3)).toEqual(["hacked", "unpaid", "broken"]);
    expect(new Set(names(found.map(({ episode }) => episode)).slice(3))).toEqual(
      new Set(["endless", "surprising"]),
    );
    const reasons = Object.fromEntries(
      found.map(({ episode, reasons: [first] }) => [episode.exampleId, first]),
    );
    expect(reasons.hacked).toBe("earns 0.25 though it is not solved");
    expect(reasons.unpaid).toBe("is solved and earns 0");
    expect(reasons.broken).toBe("error of the environment: boom");
    expect(reasons.endless).toBe("length 500, where the median is 22");
    // What was only observed does not count: the −50 is not the policy's.
    expect(reasons.surprising).toMatch(/log-probability -9, where the median is -0/);
  });

  test("are none where all are alike", () => {
    expect(strangestEpisodes([right, right, right], 3)).toEqual([]);
    expect(strangestEpisodes([], 3)).toEqual([]);
  });
});

test("the hacked share is that of the paid episodes which are unsolved", () => {
  expect(hackedShare(all)).toBeCloseTo(1 / 3);
  expect(hackedShare([wrong, long])).toBe(0);
  expect(hackedShare([])).toBe(0);
});

test("statistics sum up", () => {
  const broken = named("broken", {
    rewards: [{}],
    solved: false,
    metrics: {},
    end: "error",
    errors: [{ boundary: "policy", code: "THREW", message: "boom", turn: 0 }],
    truncated: true,
  });
  expect(episodeStatistics([right, hacked, wrong, broken])).toEqual({
    episodes: 4,
    solved: 0.25,
    reward: 1.25 / 4,
    parts: { correct: 0.25, format: 0.0625 },
    hacked: 0.5,
    hackedReward: 0.2,
    truncated: 0.25,
    ends: { done: 0.75, error: 0.25 },
    errors: { policy: 1 },
    answers: 1,
    sampledTokens: (20 + 15 + 30 + 2) / 4,
    toolCalls: 0,
    toolErrors: 0,
    metrics: { format: 1 },
  });
  expect(episodeStatistics([])).toMatchObject({ episodes: 0, solved: 0, reward: 0, ends: {}, parts: {} });
});
