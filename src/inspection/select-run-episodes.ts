import { OptionError } from "../errors.js";
import {
  bestEpisodes,
  type StrangeEpisode,
  strangestEpisodes,
  worstEpisodes,
} from "../rollout/text/select-episodes.js";
import { type TextEpisodeRecord, totalReward } from "../rollout/text/text-episode-record.js";
import { type Names, refuseUnknown } from "../unknown-option.js";
import { EPISODE_ORDERS, type EpisodeOrder } from "./episode-orders.js";
import { type RunEpisodeFilter, runEpisodes } from "./run-episodes.js";

/** Which episodes of a run are selected. */
export interface EpisodeSelectionOptions {
  /** Default `last`. */
  readonly order?: EpisodeOrder;
  /** Most episodes. Default 3. */
  readonly count?: number;
  /** Which are wanted at all. */
  readonly filter?: RunEpisodeFilter;
}

/** Episodes of a run. */
export interface EpisodeSelection {
  readonly order: EpisodeOrder;
  /** Episodes that the filter lets through, the share of them that is solved, and the mean of their rewards. */
  readonly matching: number;
  readonly solved: number;
  readonly reward: number;
  /** With what is strange about them, where the strangest were asked for. */
  readonly episodes: readonly StrangeEpisode[];
}

const OPTIONS: Names<EpisodeSelectionOptions> = { order: true, count: true, filter: true };

/** Episodes that are kept before those that are not among the best so far are let go. */
const KEPT = 2000;

/**
 * The best, worst, strangest or last episodes that a run of a language model has practised with.
 *
 * @throws RunError as {@link runEpisodes}; OptionError
 * @example
 * const { episodes } = await selectRunEpisodes("runs/a", { order: "strangest", count: 5 });
 * for (const { episode, reasons } of episodes) console.log(reasons, episode.messages);
 */
export async function selectRunEpisodes(
  directory: string,
  options: EpisodeSelectionOptions = {},
): Promise<EpisodeSelection> {
  refuseUnknown("selectRunEpisodes", OPTIONS, options);
  const { order = "last", count = 3, filter = {} } = options;
  if (!EPISODE_ORDERS.includes(order))
    throw new OptionError("order", `one of ${EPISODE_ORDERS.join(", ")}`, order);
  if (!Number.isInteger(count) || count < 1) throw new OptionError("count", "a whole number from 1", count);
  let kept: TextEpisodeRecord[] = [];
  let [matching, solved, reward] = [0, 0, 0];
  for await (const episode of runEpisodes(directory, filter)) {
    matching++;
    solved += Number(episode.solved);
    reward += totalReward(episode);
    kept.push(episode);
    // What is strange shows only beside all others.
    if (order !== "strangest" && kept.length >= KEPT + count) kept = chosen(order, kept, count);
  }
  const episodes =
    order === "strangest"
      ? strangestEpisodes(kept, count)
      : chosen(order, kept, count).map((episode) => ({ episode, reasons: [] }));
  const of = Math.max(1, matching);
  return { order, matching, solved: solved / of, reward: reward / of, episodes };
}

function chosen(
  order: Exclude<EpisodeOrder, "strangest">,
  episodes: readonly TextEpisodeRecord[],
  count: number,
): TextEpisodeRecord[] {
  if (order === "last") return episodes.slice(-count);
  return order === "best" ? bestEpisodes(episodes, count) : worstEpisodes(episodes, count);
}
