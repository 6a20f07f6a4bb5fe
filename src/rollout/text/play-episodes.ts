import type { Example } from "../../environments/text/text-environment.js";
import { OptionError } from "../../errors.js";
import { type Names, refuseUnknown } from "../../unknown-option.js";
import { type EpisodeJob, PLAY_OPTIONS, type PlayOptions, playEpisode } from "./play-episode.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";

/** How several episodes are played. */
export interface PlayManyOptions<E extends Example = Example> extends PlayOptions<E> {
  /** Episodes that are played at the same time. Default 64. */
  readonly concurrency?: number;
  /** Told of each episode as it ends; where it returns a promise, the next in its place waits for it. */
  onEpisode?(episode: TextEpisodeRecord, job: EpisodeJob): void | Promise<void>;
}

const OPTIONS: Names<PlayManyOptions> = { ...PLAY_OPTIONS, concurrency: true, onEpisode: true };

/**
 * Plays episodes, many at a time, so that a policy that answers in batches has something to batch. An episode does not
 * depend on what is played beside it.
 *
 * @returns the episodes in the order of the jobs
 * @throws what {@link playEpisode} throws; the others are aborted then
 * @example
 * const jobs = groupsOf({ split: "train", from: 0, count: 16, samples: 8 });
 * const episodes = await playEpisodes({ environment, policy, budgets: { tokens: 256 } }, jobs);
 */
export async function playEpisodes<E extends Example>(
  manyOptions: PlayManyOptions<E>,
  jobs: Iterable<EpisodeJob>,
): Promise<TextEpisodeRecord[]> {
  refuseUnknown("playEpisodes", OPTIONS, manyOptions);
  const { concurrency = 64, onEpisode, ...options } = manyOptions;
  if (!(concurrency >= 1)) throw new OptionError("concurrency", "a number from 1", concurrency);
  options.signal?.throwIfAborted();
  const all = [...jobs];
  const queue = all.entries();
  const episodes: TextEpisodeRecord[] = [];
  // One controller for each episode, so that nothing gathers on a signal that many of them would listen to.
  const playing = new Set<AbortController>();
  let stopped: { readonly reason: unknown } | undefined;
  const stop = (reason: unknown) => {
    stopped ??= { reason };
    for (const controller of playing) controller.abort(reason);
  };
  const stopAsTold = () => stop(options.signal?.reason);
  const work = async () => {
    for (const [i, job] of queue) {
      if (stopped !== undefined) throw stopped.reason;
      const controller = new AbortController();
      playing.add(controller);
      try {
        episodes[i] = await playEpisode({ ...options, signal: controller.signal }, job);
        await onEpisode?.(episodes[i], job);
      } catch (error) {
        stop(error);
        throw error;
      } finally {
        playing.delete(controller);
      }
    }
  };
  options.signal?.addEventListener("abort", stopAsTold, { once: true });
  try {
    await Promise.all(Array.from({ length: Math.min(Math.floor(concurrency), all.length) }, work));
  } finally {
    options.signal?.removeEventListener("abort", stopAsTold);
  }
  return episodes;
}

/** Jobs for groups of several episodes of the same example, the groups named by split and number. */
export function groupsOf(options: {
  readonly split: EpisodeJob["split"];
  /** Number of the first example. */
  readonly from: number;
  /** Number of examples. */
  readonly count: number;
  /** Episodes of each. */
  readonly samples: number;
}): EpisodeJob[] {
  const { split, from, count, samples } = options;
  return Array.from({ length: count * samples }, (_, i) => {
    const index = from + Math.floor(i / samples);
    return { split, index, sample: i % samples, group: `${split}/${index}` };
  });
}
