import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { enginePolicy } from "../../rollout/text/engine-policy.js";
import type { EpisodeJob } from "../../rollout/text/play-episode.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { EpisodeLimits } from "./episode-limits.js";
import type { StageContext } from "./stage.js";

/** What episodes of practice are drawn with. */
export interface PracticePlay extends EpisodeLimits {
  readonly environment: TextEnvironment;
  /** Most tokens of an answer. */
  readonly maxTokens: number;
  readonly temperature: number;
}

/**
 * Plays episodes with the model as it is. All at once: which questions go to the engine together must not depend on which
 * answers come first.
 *
 * @param policyVersion the step or round that they belong to
 */
export function playPractice(
  { environment, maxTokens, temperature, budgets, limits }: PracticePlay,
  { engine, tokenizer, adapter, seed, signal }: StageContext,
  policyVersion: number,
  jobs: readonly EpisodeJob[],
): Promise<TextEpisodeRecord[]> {
  const on = adapter === undefined ? {} : { adapter };
  const policy = enginePolicy({ engine, tokenizer, parameters: { maxTokens, temperature }, ...on });
  const concurrency = jobs.length;
  return playEpisodes(
    { environment, policy, budgets, limits, seed, signal, policyVersion, concurrency },
    jobs,
  );
}
