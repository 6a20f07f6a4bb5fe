import { type TextEpisodeRecord, totalReward } from "./text-episode-record.js";

/** An episode that stands out, and why. */
export interface StrangeEpisode {
  readonly episode: TextEpisodeRecord;
  /** In words, what is strange about it, the strangest first. */
  readonly reasons: readonly string[];
}

/** What is measured of an episode to see whether it is unlike the others. */
const MEASURES: readonly {
  readonly name: string;
  readonly of: (episode: TextEpisodeRecord) => number | undefined;
}[] = [
  { name: "length", of: lengthOf },
  { name: "mean log-probability", of: meanLogprob },
  { name: "least log-probability", of: leastLogprob },
];

/** Robust standard deviations from the median from which on a measure is called strange. */
const STRANGE = 3.5;

/** Standard deviations in a median absolute deviation of a normal distribution. */
const DEVIATIONS = 1 / 0.6745;

/** Reward that is not for a solution comes before every outlier; what is solved and earns nothing next; then errors. */
const RANKS = { hacked: 3e9, unpaid: 2e9, error: 1e9 } as const;

/** The episodes with the largest rewards, the largest first; of equal ones, solved and then short ones. */
export function bestEpisodes(episodes: readonly TextEpisodeRecord[], count: number): TextEpisodeRecord[] {
  return episodes.toSorted(byMerit).slice(0, count);
}

/** The episodes with the smallest rewards, the smallest first; of equal ones, unsolved and then long ones. */
export function worstEpisodes(episodes: readonly TextEpisodeRecord[], count: number): TextEpisodeRecord[] {
  return episodes.toSorted((a, b) => byMerit(b, a)).slice(0, count);
}

/**
 * The episodes worth a look, the strangest first: those that earn a reward though the checker calls them unsolved, those
 * that are solved and earn none, those in which something went wrong, and then those whose length or log-probabilities
 * are far from what is usual, by the modified z-score (Iglewicz and Hoaglin 1993: more than 3.5 from the median).
 */
export function strangestEpisodes(episodes: readonly TextEpisodeRecord[], count: number): StrangeEpisode[] {
  const scales = MEASURES.map(({ of }) => scaleOf(episodes.flatMap((episode) => of(episode) ?? [])));
  const strange = episodes.map((episode) => {
    const signs = [...plainSigns(episode), ...outliers(episode, scales)].sort((a, b) => b.weight - a.weight);
    return { episode, reasons: signs.map(({ reason }) => reason), weight: signs[0]?.weight ?? 0 };
  });
  return strange
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, count)
    .map(({ episode, reasons }) => ({ episode, reasons }));
}

function byMerit(a: TextEpisodeRecord, b: TextEpisodeRecord): number {
  return totalReward(b) - totalReward(a) || Number(b.solved) - Number(a.solved) || lengthOf(a) - lengthOf(b);
}

interface Sign {
  readonly reason: string;
  readonly weight: number;
}

function plainSigns(episode: TextEpisodeRecord): Sign[] {
  const reward = totalReward(episode);
  const signs: Sign[] = [];
  if (!episode.solved && reward > 0)
    signs.push({ reason: `earns ${round(reward)} though it is not solved`, weight: RANKS.hacked + reward });
  if (episode.solved && reward <= 0)
    signs.push({ reason: `is solved and earns ${round(reward)}`, weight: RANKS.unpaid });
  for (const { boundary, message } of episode.errors)
    signs.push({ reason: `error of the ${boundary}: ${message}`, weight: RANKS.error });
  return signs;
}

function outliers(episode: TextEpisodeRecord, scales: readonly Scale[]): Sign[] {
  return MEASURES.flatMap(({ name, of }, i) => {
    const value = of(episode);
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

/** Sampled tokens, or characters where the policy does not count in tokens. */
function lengthOf({ counts, messages }: TextEpisodeRecord): number {
  if (counts.sampledTokens > 0) return counts.sampledTokens;
  return messages.reduce((sum, { role, content }) => sum + (role === "assistant" ? content.length : 0), 0);
}

function meanLogprob(episode: TextEpisodeRecord): number | undefined {
  const sampled = sampledLogprobs(episode);
  return sampled.length === 0 ? undefined : sampled.reduce((sum, value) => sum + value, 0) / sampled.length;
}

function leastLogprob(episode: TextEpisodeRecord): number | undefined {
  const sampled = sampledLogprobs(episode);
  return sampled.length === 0 ? undefined : sampled.reduce((least, value) => Math.min(least, value), 0);
}

function sampledLogprobs({ sequences }: TextEpisodeRecord): number[] {
  return sequences.flatMap(({ logprobs, mask }) => logprobs.filter((_, i) => mask[i] === 1));
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
