import { join } from "node:path";
import { plannedSteps } from "../algorithms/language/planned-steps.js";
import { EPISODES_FILE } from "../algorithms/language/progress.js";
import { OptionError } from "../errors.js";
import { readEpisodes } from "../rollout/text/episode-log.js";
import { EPISODE_FILTER, type EpisodeFilter, episodeFilter } from "../rollout/text/filter-episodes.js";
import type { TextEpisodeRecord } from "../rollout/text/text-episode-record.js";
import { openRun, type RunConfig } from "../run/index.js";
import { taskOf } from "../scenarios/run-settings.js";
import { type Names, refuseUnknown } from "../unknown-option.js";

/** Which episodes of a run are wanted; all of what is given must hold. */
export interface RunEpisodeFilter extends Omit<EpisodeFilter, "version"> {
  /** The step of training that they were played in, counted over all stages. */
  readonly step?: number;
  /** The stage that they were played in. */
  readonly stage?: string;
}

const { version: _, ...OF_EPISODE } = EPISODE_FILTER;
const FILTER: Names<RunEpisodeFilter> = { ...OF_EPISODE, step: true, stage: true };

/**
 * The episodes that a run of a language model has practised with, in the order in which they ended; also while it is
 * being trained.
 *
 * @throws OptionError; RunError `RUN_OTHER_KIND` for a run of a game, `EPISODES_MISSING` for one that has not practised yet
 * @example
 * for await (const episode of runEpisodes("runs/a", { solved: false, rewardAbove: 0 })) console.log(episode.messages);
 */
export async function* runEpisodes(
  directory: string,
  runFilter: RunEpisodeFilter = {},
): AsyncGenerator<TextEpisodeRecord> {
  refuseUnknown("episodes", FILTER, runFilter);
  const { step, stage, ...filter } = runFilter;
  const run = await openRun(directory);
  taskOf(run);
  const { path, config } = run;
  const { shown, practice } = plannedSteps(config.settings);
  if (stage !== undefined && stage !== practice)
    throw new OptionError("stage", `${practice}, which alone plays episodes in ${path}`, stage);
  const version = step === undefined ? {} : { version: step - shown - 1 };
  const wanted = episodeFilter({ ...filter, ...version });
  for await (const episode of readEpisodes(join(path, EPISODES_FILE))) if (wanted(episode)) yield episode;
}

/** The step of training that an episode was played in, counted over all stages; undefined where nobody said. */
export function stepOfEpisode(
  config: RunConfig,
  { policyVersion }: Pick<TextEpisodeRecord, "policyVersion">,
): number | undefined {
  return typeof policyVersion === "number"
    ? plannedSteps(config.settings).shown + policyVersion + 1
    : undefined;
}
