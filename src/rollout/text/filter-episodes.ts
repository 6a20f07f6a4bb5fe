import { type Boundary, OptionError } from "../../errors.js";
import { type TextEpisodeRecord, totalReward } from "./text-episode-record.js";

/** Which episodes are wanted; all of what is given must hold. */
export interface EpisodeFilter {
  /** The version of the policy that played, in a run the number of the step of practice. */
  readonly version?: number | string;
  /** What the checker says. */
  readonly solved?: boolean;
  /** The reward is more than this. */
  readonly rewardAbove?: number;
  /** The reward is less than this. */
  readonly rewardBelow?: number;
  /** The example is as difficult as this. */
  readonly difficulty?: number;
  /** More sampled tokens than this. */
  readonly longerThan?: number;
  /** Something went wrong there. */
  readonly error?: Boundary;
  /** Some message matches. */
  readonly text?: RegExp;
}

/** Where errors come from, by name. */
const BOUNDARIES = [
  "environment",
  "policy",
  "judge",
  "engine",
  "storage",
] as const satisfies readonly Boundary[];

/**
 * Whether an episode is one of those that are wanted.
 *
 * @throws OptionError for a boundary that there is not
 * @example
 * const long = episodes.filter(episodeFilter({ solved: true, longerThan: 100 }));
 */
export function episodeFilter(wanted: EpisodeFilter): (episode: TextEpisodeRecord) => boolean {
  const { version, solved, rewardAbove, rewardBelow, difficulty, longerThan, error, text } = wanted;
  if (error !== undefined && !BOUNDARIES.includes(error))
    throw new OptionError("error", `one of ${BOUNDARIES.join(", ")}`, error);
  // The same expression is asked again and again, so it must not remember where it matched.
  const pattern = text && new RegExp(text.source, text.flags.replace(/[gy]/g, ""));
  return (episode) =>
    (version === undefined || String(episode.policyVersion) === String(version)) &&
    (solved === undefined || episode.solved === solved) &&
    (rewardAbove === undefined || totalReward(episode) > rewardAbove) &&
    (rewardBelow === undefined || totalReward(episode) < rewardBelow) &&
    (difficulty === undefined || episode.difficulty === difficulty) &&
    (longerThan === undefined || episode.counts.sampledTokens > longerThan) &&
    (error === undefined || episode.errors.some(({ boundary }) => boundary === error)) &&
    (pattern === undefined || episode.messages.some(({ content }) => pattern.test(content)));
}
