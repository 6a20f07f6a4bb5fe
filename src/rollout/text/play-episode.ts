import type { Example, Split, TextEnvironment } from "../../environments/text/text-environment.js";
import { startTimer } from "../../environments/text/time-limit.js";
import { OptionError } from "../../errors.js";
import { type Names, refuseUnknown } from "../../unknown-option.js";
import { checkBudgets, type EpisodeBudgets, type StepLimits } from "./budgets.js";
import { EpisodePlay, TIME_SPENT } from "./episode-play.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";
import type { TextPolicy } from "./text-policy.js";

/** Which episode is played. */
export interface EpisodeJob {
  readonly split: Split;
  /** Number of the example. */
  readonly index: number;
  /** Number of the episode among those of the same example. Default 0. */
  readonly sample?: number;
  /** Episodes of one group are compared with one another. */
  readonly group?: string;
}

/** How episodes are played. */
export interface PlayOptions<E extends Example = Example> {
  readonly environment: TextEnvironment<E>;
  /** One for all players, or one for each. */
  readonly policy: TextPolicy | readonly TextPolicy[];
  readonly policyVersion?: number | string;
  readonly seed?: number;
  readonly budgets?: EpisodeBudgets;
  readonly limits?: StepLimits;
  /** Ends the playing; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** The time in seconds, for the timings. */
  readonly now?: () => number;
}

const SPLITS: readonly Split[] = ["train", "test"];

/** The names of {@link PlayOptions}. */
export const PLAY_OPTIONS: Names<PlayOptions> = {
  environment: true,
  policy: true,
  policyVersion: true,
  seed: true,
  budgets: true,
  limits: true,
  signal: true,
  now: true,
};

/**
 * Plays one episode. Whatever goes wrong in the environment, the policy or what they call ends up as a typed error on
 * the record; only a wrong setting and an aborted `signal` are thrown. Code that never gives up the thread, such as an
 * endless loop in a reward function, can be stopped by no limit.
 *
 * @throws OptionError for an option that there is not, for a budget that is no number and for a wrong number of policies and a split that there is not; the reason of `signal`;
 *   EnvironmentStuck where an environment from a file does not come back with an example or a demonstration
 * @example
 * const episode = await playEpisode({ environment: countdown(), policy }, { split: "train", index: 0 });
 */
export async function playEpisode<E extends Example>(
  options: PlayOptions<E>,
  job: EpisodeJob,
): Promise<TextEpisodeRecord> {
  refuseUnknown("playEpisode", PLAY_OPTIONS, options);
  const { environment, policy, budgets = {}, limits = {}, signal } = options;
  checkBudgets(budgets, limits);
  const { players = 1 } = environment;
  if (!SPLITS.some((split) => split === job.split))
    throw new OptionError("split of a job", SPLITS.join(" or "), job.split);
  if (typeof policy !== "function" && !Array.isArray(policy))
    throw new OptionError("policy", "a function, or one for each player", policy);
  if (typeof policy !== "function" && policy.length !== players)
    throw new OptionError("policy", `one for all players or ${players}, one for each`, policy.length);
  signal?.throwIfAborted();
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  const timer = startTimer(budgets.seconds ?? Number.POSITIVE_INFINITY, () => stopped.abort(TIME_SPENT));
  try {
    const play = new EpisodePlay(options, job, stopped.signal);
    return await play.run();
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
