import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { enginePolicy } from "../../rollout/text/engine-policy.js";
import type { EpisodeJob } from "../../rollout/text/play-episode.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { EpisodeLimits } from "./episode-limits.js";
import { type PracticeSampling, practiceSampling } from "./practice-sampling.js";
import type { StageContext } from "./stage.js";

/** What episodes of practice are drawn with. */
export interface PracticePlay extends EpisodeLimits, PracticeSampling {
  readonly environment: TextEnvironment;
  /** Most tokens of an answer. */
  readonly maxTokens: number;
}

/**
 * Plays episodes with the model as it is, but for those that ended before the training was interrupted. All at once: which
 * questions go to the engine together must not depend on which answers come first.
 *
 * @param policyVersion the step or round that they belong to
 */
export async function playPractice(
  play: PracticePlay,
  context: StageContext,
  policyVersion: number,
  jobs: readonly EpisodeJob[],
): Promise<TextEpisodeRecord[]> {
  const { environment, maxTokens, budgets, limits } = play;
  const { engine, tokenizer, adapter, templateOptions = {}, seed, signal, ended, onEnded } = context;
  const parameters = { maxTokens, ...practiceSampling(play) };
  const on = adapter === undefined ? {} : { adapter };
  const policy = enginePolicy({ engine, tokenizer, parameters, templateOptions, ...on });
  const found = jobs.map((job) => ended?.find(policyVersion, job));
  const left = jobs.filter((_, i) => found[i] === undefined);
  let count = jobs.length - left.length;
  onEnded?.(count, jobs.length);
  const played = await playEpisodes(
    {
      ...{ environment, policy, budgets, limits, seed, signal, policyVersion },
      concurrency: Math.max(1, left.length),
      onEpisode: (episode) => {
        onEnded?.(++count, jobs.length);
        return ended?.add(policyVersion, episode);
      },
    },
    left,
  );
  let next = 0;
  return found.map((episode) => episode ?? played[next++]);
}
