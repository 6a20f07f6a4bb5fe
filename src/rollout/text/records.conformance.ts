import type { TextEpisodeRecord } from "./text-episode-record.js";

/** An episode for tests: solved in one answer, with two tokens sampled. */
export function episodeWith(changes: Partial<TextEpisodeRecord> = {}): TextEpisodeRecord {
  return {
    version: 1,
    environment: "addition",
    options: { difficulty: 2, style: "plain" },
    split: "train",
    index: 0,
    sample: 0,
    group: null,
    exampleId: "1+2",
    difficulty: 2,
    seed: 2 ** 52 + 1,
    policyVersion: 3,
    messages: [
      { role: "user", content: "1+2=", player: 0 },
      { role: "assistant", content: "3 “ü”\n", player: 0 },
    ],
    sequences: [{ ids: [7, 8, 9], mask: [0, 1, 1], logprobs: [0, -0.5, -0.25] }],
    rewards: [{ correct: 1, format: 0 }],
    solved: true,
    metrics: { format: 1 },
    end: "done",
    truncated: false,
    errors: [],
    counts: { answers: 1, toolCalls: 0, toolErrors: 0, sampledTokens: 2 },
    timings: { total: 0.5, policy: 0.25, environment: 0.125, tools: 0 },
    ...changes,
  };
}
