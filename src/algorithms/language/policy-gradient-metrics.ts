import { episodeStatistics } from "../../rollout/text/episode-statistics.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Metrics } from "../algorithm.js";
import type { Group } from "./groups.js";
import type { Drift } from "./health.js";

/**
 * What a step of reinforcement is described by, as a line of the run's metrics: what `selfplay doctor` reads.
 *
 * @param first how the trainer's log-probabilities differ from the sampler's before the first update
 * @param lengthRatio mean length of the answers over that in the stage's first step
 */
export function policyGradientMetrics(
  episodes: readonly TextEpisodeRecord[],
  groups: readonly Group[],
  first: Drift | undefined,
  lengthRatio: number,
): Metrics {
  const { solved, reward, parts, hacked, truncated, errors, sampledTokens, metrics } =
    episodeStatistics(episodes);
  const judged = groups.filter((group) => group.episodes.length > 1);
  const rewards = groups.flatMap((group) => group.rewards);
  const mean = rewards.reduce((a, b) => a + b, 0) / rewards.length;
  const variance = rewards.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rewards.length;
  return {
    reward,
    solved,
    ...prefixed("reward", parts),
    rewardDeviation: Math.sqrt(variance || 0),
    entropy: entropyOf(episodes),
    noSignalShare: judged.length === 0 ? 1 : judged.filter((group) => !group.signal).length / judged.length,
    hackedShare: hacked,
    truncatedShare: truncated,
    invalidShare: 1 - (metrics.format ?? 1),
    sampledTokens,
    lengthRatio,
    episodes: episodes.length,
    ...prefixed("errors", errors),
    ...(first !== undefined && { samplerTrainerDifference: first.largest }),
  };
}

/** Estimate of the entropy in nats a token: the mean of −log p over all sampled tokens. */
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

function prefixed(name: string, values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]));
}
