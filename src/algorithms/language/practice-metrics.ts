import { episodeStatistics } from "../../rollout/text/episode-statistics.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Metrics } from "../algorithm.js";

/**
 * What the episodes of a step of practice are like, whatever is learnt from them, as part of a line of the run's
 * metrics.
 *
 * @param firstLength sampled tokens of an episode in the stage's first step
 */
export function practiceMetrics(episodes: readonly TextEpisodeRecord[], firstLength: number): Metrics {
  const { solved, reward, parts, hacked, hackedReward, truncated, errors, sampledTokens, metrics } =
    episodeStatistics(episodes);
  return {
    reward,
    solved,
    ...prefixed("reward", parts),
    entropy: entropyOf(episodes),
    hackedShare: hacked,
    hackedReward,
    truncatedShare: truncated,
    invalidShare: 1 - (metrics.format ?? 1),
    sampledTokens,
    lengthRatio: sampledTokens / firstLength,
    episodes: episodes.length,
    ...prefixed("errors", errors),
  };
}

/** Sampled tokens of an episode, at least 1: what later steps of a stage are held against. */
export function meanLength(episodes: readonly TextEpisodeRecord[]): number {
  return Math.max(1, episodeStatistics(episodes).sampledTokens);
}

/** Puts a word before names: `reward` and `format` come to `reward.format`. */
export function prefixed(name: string, values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]));
}

/**
 * The mean of −log p over all sampled tokens, in nats, p being the policy's own probability, before temperature. At
 * temperature 1 that is an unbiased estimate of the policy's entropy a token. At another one the tokens come from another
 * distribution and it is the cross-entropy of that one and the policy: below 1 too small, above 1 too large. Within a run
 * whose temperature stays it still says whether the policy narrows.
 */
function entropyOf(episodes: readonly TextEpisodeRecord[]): number {
  let [tokens, sum] = [0, 0];
  for (const { mask, logprobs } of episodes.flatMap(({ sequences }) => sequences)) {
    for (const [i, logprob] of logprobs.entries()) {
      if (mask[i] === 0) continue;
      tokens++;
      sum -= logprob;
    }
  }
  return tokens === 0 ? 0 : sum / tokens;
}
