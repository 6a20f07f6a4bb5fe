import { type EpisodeFacts, factsOf } from "./episode-facts.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";

/** An episode that stands out, and why. */
export interface StrangeEpisode<Episode = TextEpisodeRecord> {
  readonly episode: Episode;
  /** In words, what is strange about it, the strangest first. */
  readonly reasons: readonly string[];
}

/** What is measured of an episode to see whether it is unlike the others. */
const MEASURES: readonly {
  readonly name: string;
  readonly of: (facts: EpisodeFacts) => number | undefined;
}[] = [
  { name: "length", of: ({ length }) => length },
  { name: "mean log-probability", of: ({ meanLogprob }) => meanLogprob },
  { name: "least log-probability", of: ({ leastLogprob }) => leastLogprob },
];

/** Robust standard deviations from the median from which on a measure is called strange. */
const STRANGE = 3.5;

/** Standard deviations in a median absolute deviation of a normal distribution. */
const DEVIATIONS = 1 / 0.6745;

/** Reward that is not for a solution comes before every outlier; what is solved and earns nothing next; then errors. */
const RANKS = { hacked: 3e9, unpaid: 2e9, error: 1e9 } as const;

/** The episodes with the largest rewards, the largest first; of equal ones, solved and then short ones. */
export function bestEpisodes(episodes: readonly TextEpisodeRecord[], count: number): TextEpisodeRecord[] {
  return byFacts(episodes, byMerit).slice(0, count);
}

/** The episodes with the smallest rewards, the smallest first; of equal ones, unsolved and then long ones. */
export function worstEpisodes(episodes: readonly TextEpisodeRecord[], count: number): TextEpisodeRecord[] {
  return byFacts(episodes, (a, b) => byMerit(b, a)).slice(0, count);
}

/**
 * The episodes worth a look, the strangest first: those that earn a reward though the checker calls them unsolved, those
 * that are solved and earn none, those in which something went wrong, and then those whose length or log-probabilities
 * are far from what is usual, by the modified z-score (Iglewicz and Hoaglin 1993: more than 3.5 from the median).
 */
export function strangestEpisodes(episodes: readonly TextEpisodeRecord[], count: number): StrangeEpisode[] {
  return strangest(episodes, count, factsOf);
}

/** As {@link strangestEpisodes}, of anything that has the facts of an episode. */
export function strangest<Episode>(
  episodes: readonly Episode[],
  count: number,
  factsOf: (episode: Episode) => EpisodeFacts,
): StrangeEpisode<Episode>[] {
  const facts = episodes.map(factsOf);
  const scales = MEASURES.map(({ of }) => scaleOf(facts.flatMap((each) => of(each) ?? [])));
  const strange = episodes.map((episode, i) => {
    const signs = [...plainSigns(facts[i]), ...outliers(facts[i], scales)].sort(
      (a, b) => b.weight - a.weight,
    );
    return { episode, reasons: signs.map(({ reason }) => reason), weight: signs[0]?.weight ?? 0 };
  });
  return strange
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, count)
    .map(({ episode, reasons }) => ({ episode, reasons }));
}

/** The better of two first: the larger reward, then the solved one, then the shorter one. */
export function byMerit(a: EpisodeFacts, b: EpisodeFacts): number {
  return b.reward - a.reward || Number(b.solved) - Number(a.solved) || a.length - b.length;
}

function byFacts(
  episodes: readonly TextEpisodeRecord[],
  order: (a: EpisodeFacts, b: EpisodeFacts) => number,
): TextEpisodeRecord[] {
  return episodes
    .map((episode) => ({ episode, facts: factsOf(episode) }))
    .sort((a, b) => order(a.facts, b.facts))
    .map(({ episode }) => episode);
}

/** What is strange about an episode in which something went wrong. */
export const errorReason = ({ boundary, message }: EpisodeFacts["errors"][number]): string =>
  `error of the ${boundary}: ${message}`;

interface Sign {
  readonly reason: string;
  readonly weight: number;
}

function plainSigns({ reward, solved, errors }: EpisodeFacts): Sign[] {
  const signs: Sign[] = [];
  if (!solved && reward > 0)
    signs.push({ reason: `earns ${round(reward)} though it is not solved`, weight: RANKS.hacked + reward });
  if (solved && reward <= 0)
    signs.push({ reason: `is solved and earns ${round(reward)}`, weight: RANKS.unpaid });
  for (const error of errors) signs.push({ reason: errorReason(error), weight: RANKS.error });
  return signs;
}

function outliers(facts: EpisodeFacts, scales: readonly Scale[]): Sign[] {
  return MEASURES.flatMap(({ name, of }, i) => {
    const value = of(facts);
    const { median, deviation } = scales[i];
    if (value === undefined || deviation === 0) return [];
    const score = Math.abs(value - median) / deviation;
    if (score <= STRANGE) return [];
    const reason = `${name} ${round(value)}, where the median is ${round(median)}`;
    return [{ reason, weight: Math.min(score, RANKS.error / 2) }];
  });
}

interface Scale {
  readonly median: number;
  readonly deviation: number;
}

function scaleOf(values: readonly number[]): Scale {
  const median = medianOf(values);
  const deviation = DEVIATIONS * medianOf(values.map((value) => Math.abs(value - median)));
  if (deviation > 0 || values.length === 0) return { median, deviation };
  // More than half are equal: the mean absolute deviation then, as its authors advise.
  const mean = values.reduce((sum, value) => sum + Math.abs(value - median), 0) / values.length;
  return { median, deviation: 1.2533 * mean };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
