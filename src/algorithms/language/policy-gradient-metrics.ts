import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Metrics } from "../algorithm.js";
import type { Group } from "./groups.js";
import type { Drift } from "./health.js";
import { practiceMetrics } from "./practice-metrics.js";

/**
 * What a step of reinforcement is described by, as a line of the run's metrics: what `selfplay doctor` reads.
 *
 * @param groups all that were sampled, those without a signal too
 * @param first how the trainer's log-probabilities differ from the sampler's before the first update
 * @param firstLength sampled tokens of an episode in the stage's first step
 */
export function policyGradientMetrics(
  episodes: readonly TextEpisodeRecord[],
  groups: readonly Group[],
  first: Drift | undefined,
  firstLength: number,
): Metrics {
  const judged = groups.filter((group) => group.episodes.length > 1);
  const rewards = groups.flatMap((group) => group.rewards[0]);
  const mean = rewards.reduce((a, b) => a + b, 0) / rewards.length;
  const variance = rewards.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rewards.length;
  return {
    ...practiceMetrics(episodes, firstLength),
    rewardDeviation: Math.sqrt(variance || 0),
    noSignalShare: judged.length === 0 ? 1 : judged.filter((group) => !group.signal).length / judged.length,
    ...(first !== undefined && { samplerTrainerDifference: first.largest }),
  };
}
