import type { Boundary } from "../../errors.js";
import { type EpisodeEnd, type TextEpisodeRecord, totalReward } from "./text-episode-record.js";

/** What episodes have in common, in numbers; shares are from 0 to 1. */
export interface EpisodeStatistics {
  readonly episodes: number;
  /** Share that the checker calls solved. */
  readonly solved: number;
  /** Mean of the first player's reward, and of its parts by name. */
  readonly reward: number;
  readonly parts: Readonly<Record<string, number>>;
  /** See {@link hackedShare}. */
  readonly hacked: number;
  /** Share of all that is paid which goes to episodes that the checker calls unsolved; 0 where nothing is paid. */
  readonly hackedReward: number;
  /** Share in which an answer was cut off. */
  readonly truncated: number;
  /** Share by how they ended; together 1. */
  readonly ends: Readonly<Partial<Record<EpisodeEnd, number>>>;
  /** Number of errors by where they came from. */
  readonly errors: Readonly<Partial<Record<Boundary, number>>>;
  /** Means for an episode. */
  readonly answers: number;
  readonly sampledTokens: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  /** Means of the environment's metrics over the episodes that have them. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * The share of episodes with a positive reward that the checker calls unsolved; 0 where none has one. Far from 0, the
 * reward can be earned without solving, and will be.
 */
export function hackedShare(episodes: readonly TextEpisodeRecord[]): number {
  const paid = episodes.filter((episode) => totalReward(episode) > 0);
  return shareOf(paid, ({ solved }) => !solved);
}

function hackedReward(episodes: readonly TextEpisodeRecord[]): number {
  const paid = (all: readonly TextEpisodeRecord[]) =>
    all.reduce((sum, episode) => sum + Math.max(0, totalReward(episode)), 0);
  const total = paid(episodes);
  return total === 0 ? 0 : paid(episodes.filter(({ solved }) => !solved)) / total;
}

/** Sums up episodes for the metrics of a run. */
export function episodeStatistics(episodes: readonly TextEpisodeRecord[]): EpisodeStatistics {
  const mean = (of: (episode: TextEpisodeRecord) => number) =>
    episodes.length === 0 ? 0 : episodes.reduce((sum, episode) => sum + of(episode), 0) / episodes.length;
  const ends: Partial<Record<EpisodeEnd, number>> = {};
  for (const { end } of episodes) ends[end] = (ends[end] ?? 0) + 1 / episodes.length;
  const errors: Partial<Record<Boundary, number>> = {};
  for (const { boundary } of episodes.flatMap((episode) => episode.errors))
    errors[boundary] = (errors[boundary] ?? 0) + 1;
  return {
    episodes: episodes.length,
    solved: shareOf(episodes, ({ solved }) => solved),
    reward: mean(totalReward),
    // An episode without some part of the reward earned nothing by it.
    parts: meansByName(
      episodes.map(({ rewards }) => rewards[0] ?? {}),
      episodes.length,
    ),
    hacked: hackedShare(episodes),
    hackedReward: hackedReward(episodes),
    truncated: shareOf(episodes, ({ truncated }) => truncated),
    ends,
    errors,
    answers: mean(({ counts }) => counts.answers),
    sampledTokens: mean(({ counts }) => counts.sampledTokens),
    toolCalls: mean(({ counts }) => counts.toolCalls),
    toolErrors: mean(({ counts }) => counts.toolErrors),
    metrics: meansByName(episodes.map(({ metrics }) => metrics)),
  };
}

/** @param count what sums are divided by; the number of times a name stands there when left out */
function meansByName(
  records: readonly Readonly<Record<string, number>>[],
  count?: number,
): Record<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [name, value] of records.flatMap((record) => Object.entries(record))) {
    const before = sums.get(name) ?? { sum: 0, count: 0 };
    sums.set(name, { sum: before.sum + value, count: before.count + 1 });
  }
  return Object.fromEntries([...sums].map(([name, all]) => [name, all.sum / (count ?? all.count)]));
}

function shareOf<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(is).length / items.length;
}
