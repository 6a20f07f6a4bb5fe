import { expect, test } from "vitest";
import { type EpisodeFilter, episodeFilter } from "./filter-episodes.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";

const episode = (changes: Partial<TextEpisodeRecord>): TextEpisodeRecord => ({
  version: 1,
  environment: "sums",
  options: {},
  split: "train",
  index: 0,
  sample: 0,
  group: null,
  exampleId: "1+1",
  difficulty: 1,
  seed: 1,
  policyVersion: 0,
  messages: [],
  sequences: [],
  rewards: [{}],
  solved: false,
  metrics: {},
  end: "done",
  truncated: false,
  errors: [],
  counts: { answers: 1, toolCalls: 0, toolErrors: 0, sampledTokens: 3 },
  timings: { total: 0, policy: 0, environment: 0, tools: 0 },
  ...changes,
});

const EPISODES = [
  episode({ solved: true, rewards: [{ correct: 1, format: 0.1 }], policyVersion: 4 }),
  episode({
    rewards: [{ format: 0.1 }],
    difficulty: 2,
    messages: [{ role: "user", content: "What is it?", player: 0 }],
  }),
  episode({ errors: [{ boundary: "judge", code: "SILENT", message: "said nothing", turn: 0 }] }),
  episode({ counts: { answers: 1, toolCalls: 0, toolErrors: 0, sampledTokens: 90 }, policyVersion: "sft" }),
];

test.each<[EpisodeFilter, number[]]>([
  [{}, [0, 1, 2, 3]],
  [{ solved: true }, [0]],
  [{ solved: false, rewardAbove: 0 }, [1]],
  [{ rewardBelow: 0.1 }, [2, 3]],
  [{ rewardAbove: 0.1 }, [0]],
  [{ difficulty: 2 }, [1]],
  [{ error: "judge" }, [2]],
  [{ error: "engine" }, []],
  [{ longerThan: 89 }, [3]],
  [{ longerThan: 90 }, []],
  [{ text: /what IS/gi }, [1]],
  [{ version: 4 }, [0]],
  [{ version: "4" }, [0]],
  [{ version: "sft" }, [3]],
])("%j lets through %j", (filter, expected) => {
  const wanted = episodeFilter(filter);
  expect(EPISODES.flatMap((found, i) => (wanted(found) ? [i] : []))).toEqual(expected);
  // An expression that remembered where it had matched would miss what it finds the second time.
  expect(EPISODES.filter(wanted)).toHaveLength(expected.length);
});

test("a boundary that there is not is refused", () => {
  expect(() => episodeFilter({ error: "network" as never })).toThrow(
    /error: expected one of environment, policy/,
  );
});
