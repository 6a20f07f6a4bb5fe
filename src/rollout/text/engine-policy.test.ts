import { expect, test } from "vitest";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { characterTokenizer } from "../../language/tokenizer/training/character-tokenizer.js";
import { enginePolicy } from "./engine-policy.js";
import { playEpisode } from "./play-episode.js";

const tokenizer = characterTokenizer("ab");
const CONTEXT = 24;

/** Answers each turn with so many characters. */
const talkative = (said: string): TextEnvironment => ({
  name: "talkative",
  size: () => 1,
  example: () => ({ id: "0", difficulty: 1 }),
  begin: () => ({
    opening: [{ role: "user", content: "a" }],
    answer: async () => ({ done: false, messages: [{ role: "user", content: said }] }),
  }),
});

test.each([1, 3, 9, 40])(
  "an episode ends within the context, whatever the environment says (%i a turn)",
  async (length) => {
    const asked: number[] = [];
    const policy = enginePolicy({
      engine: {
        contextLength: CONTEXT,
        sample: async (requests) =>
          requests.map(({ promptIds, samples = 1, parameters: { maxTokens } }) => {
            asked.push(promptIds.length + maxTokens);
            const ids = tokenizer.encode("b".repeat(Math.min(2, maxTokens)));
            const sequence = { ids, logprobs: new Float32Array(ids.length), stopReason: "length" as const };
            return { sequences: Array.from({ length: samples }, () => sequence) };
          }),
      },
      tokenizer,
      parameters: { maxTokens: 2 },
    });
    const environment = talkative("a".repeat(length));
    const episode = await playEpisode(
      { environment, policy, budgets: { turns: 30 } },
      { split: "train", index: 0 },
    );
    const [{ ids, mask, logprobs }] = episode.sequences;
    expect(ids.length).toBe(CONTEXT);
    expect([mask.length, logprobs.length]).toEqual([CONTEXT, CONTEXT]);
    expect(Math.max(...asked)).toBeLessThanOrEqual(CONTEXT);
    expect(episode.errors).toEqual([]);
  },
);
