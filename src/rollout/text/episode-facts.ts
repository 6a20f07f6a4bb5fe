import type { Boundary } from "../../errors.js";
import { type TextEpisodeRecord, totalReward } from "./text-episode-record.js";

/** What episodes are chosen by: little enough to be kept of all episodes of a run. */
export interface EpisodeFacts {
  readonly policyVersion: number | string | null;
  readonly difficulty: number | null;
  readonly reward: number;
  readonly solved: boolean;
  readonly sampledTokens: number;
  /** Sampled tokens, or characters where the policy does not count in tokens. */
  readonly length: number;
  /** Of the sampled tokens; undefined where there are none. */
  readonly meanLogprob: number | undefined;
  readonly leastLogprob: number | undefined;
  readonly errors: readonly { readonly boundary: Boundary; readonly message: string }[];
}

/** The facts of an episode. */
export function factsOf(episode: TextEpisodeRecord): EpisodeFacts {
  const { policyVersion, difficulty, solved, counts, errors } = episode;
  const logprobs = episode.sequences.flatMap(({ logprobs, mask }) =>
    logprobs.filter((_, i) => mask[i] === 1),
  );
  const sampled = logprobs.length > 0;
  return {
    policyVersion,
    difficulty,
    reward: totalReward(episode),
    solved,
    sampledTokens: counts.sampledTokens,
    length: lengthOf(episode),
    meanLogprob: sampled ? logprobs.reduce((sum, value) => sum + value, 0) / logprobs.length : undefined,
    leastLogprob: sampled ? logprobs.reduce((least, value) => Math.min(least, value), 0) : undefined,
    errors: errors.length === 0 ? NONE : errors.map(({ boundary, message }) => ({ boundary, message })),
  };
}

const NONE: EpisodeFacts["errors"] = [];

function lengthOf({ counts, messages }: TextEpisodeRecord): number {
  if (counts.sampledTokens > 0) return counts.sampledTokens;
  return messages.reduce((sum, { role, content }) => sum + (role === "assistant" ? content.length : 0), 0);
}
