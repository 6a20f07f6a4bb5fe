import { type Boundary, OptionError } from "../../errors.js";
import { type Names, refuseUnknown } from "../../unknown-option.js";
import { type EpisodeFacts, factsOf } from "./episode-facts.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";

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

/** The names of {@link EpisodeFilter}. */
export const EPISODE_FILTER: Names<EpisodeFilter> = {
  version: true,
  solved: true,
  rewardAbove: true,
  rewardBelow: true,
  difficulty: true,
  longerThan: true,
  error: true,
  text: true,
};

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
 * @throws OptionError for a part of a filter, or a boundary, that there is not
 * @example
 * const long = episodes.filter(episodeFilter({ solved: true, longerThan: 100 }));
 */
export function episodeFilter(filter: EpisodeFilter): (episode: TextEpisodeRecord) => boolean {
  refuseUnknown("episodes", EPISODE_FILTER, filter);
  const { text, ...wanted } = filter;
  const byFacts = factsFilter(wanted);
  const byText = text && textFilter(text);
  return (episode) => byFacts(factsOf(episode)) && (byText === undefined || byText(episode));
}

/** As {@link episodeFilter}, of the facts that are kept of an episode. */
export function factsFilter(wanted: Omit<EpisodeFilter, "text">): (facts: EpisodeFacts) => boolean {
  const { version, solved, rewardAbove, rewardBelow, difficulty, longerThan, error } = wanted;
  if (error !== undefined && !BOUNDARIES.includes(error))
    throw new OptionError("error", `one of ${BOUNDARIES.join(", ")}`, error);
  if (solved !== undefined && typeof solved !== "boolean")
    throw new OptionError("solved", "true or false", solved);
  return (facts) =>
    (version === undefined || String(facts.policyVersion) === String(version)) &&
    (solved === undefined || facts.solved === solved) &&
    (rewardAbove === undefined || facts.reward > rewardAbove) &&
    (rewardBelow === undefined || facts.reward < rewardBelow) &&
    (difficulty === undefined || facts.difficulty === difficulty) &&
    (longerThan === undefined || facts.sampledTokens > longerThan) &&
    (error === undefined || facts.errors.some(({ boundary }) => boundary === error));
}

/** Whether some message of an episode matches. */
export function textFilter(text: RegExp): (episode: Pick<TextEpisodeRecord, "messages">) => boolean {
  // The same expression is asked again and again, so it must not remember where it matched.
  const pattern = new RegExp(text.source, text.flags.replace(/[gy]/g, ""));
  return ({ messages }) => messages.some(({ content }) => pattern.test(content));
}
