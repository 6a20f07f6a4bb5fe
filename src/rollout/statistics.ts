import type { SearchResult } from "../search/search.js";
import { type Episode, PLY_RANDOM } from "./episode.js";

const STAGES = 3;

/**
 * Sums that describe self-play; two of them are joined by adding. Each is a plain object, so that it can travel
 * between threads.
 */
export interface SelfPlaySums {
  games: number;
  plies: number;
  draws: number;
  firstPlayerWins: number;
  /** Plies of all games, random opening plies included. */
  length: number;
  priorEntropy: number;
  targetEntropy: number;
  /** By third of the game: plies whose game was not drawn, and how often the network's value had the right sign. */
  decided: number[];
  rightSign: number[];
  /** By third of the game: squared difference between the search's value and the result. */
  valueError: number[];
  stagePlies: number[];
}

/** Sums of nothing. */
export function emptySums(): SelfPlaySums {
  const zeros = () => new Array<number>(STAGES).fill(0);
  return {
    games: 0,
    plies: 0,
    draws: 0,
    firstPlayerWins: 0,
    length: 0,
    priorEntropy: 0,
    targetEntropy: 0,
    decided: zeros(),
    rightSign: zeros(),
    valueError: zeros(),
    stagePlies: zeros(),
  };
}

/** Adds `from` to `to`. */
export function addSums(to: SelfPlaySums, from: SelfPlaySums): void {
  for (const key of Object.keys(to) as (keyof SelfPlaySums)[]) {
    const [a, b] = [to[key], from[key]];
    if (Array.isArray(a) && Array.isArray(b)) for (let i = 0; i < a.length; i++) a[i] += b[i];
    else (to as unknown as Record<string, number>)[key] += b as number;
  }
}

/** Counts one searched ply. */
export function countPly(sums: SelfPlaySums, result: SearchResult): void {
  sums.plies++;
  sums.priorEntropy += entropy(result.prior);
  sums.targetEntropy += entropy(result.policy);
}

/** Counts a finished game. `networkValues` `[plies]` are the network's own values for the mover. */
export function countGame(sums: SelfPlaySums, episode: Episode, networkValues: readonly number[]): void {
  const plies = episode.actions.length;
  sums.games++;
  sums.length += plies;
  if (episode.returns[0] === 0) sums.draws++;
  if (episode.returns[0] > 0) sums.firstPlayerWins++;
  for (let ply = 0; ply < plies; ply++) {
    if (episode.kinds[ply] === PLY_RANDOM) continue;
    const stage = Math.floor((ply * STAGES) / plies);
    const outcome = episode.returns[episode.players[ply]];
    sums.stagePlies[stage]++;
    sums.valueError[stage] += (episode.values[ply] - outcome) ** 2;
    if (outcome === 0) continue;
    sums.decided[stage]++;
    if (networkValues[ply] * outcome > 0) sums.rightSign[stage]++;
  }
}

/** Entropy of a distribution in nats. */
function entropy(probabilities: Float32Array): number {
  let sum = 0;
  for (const p of probabilities) if (p > 0) sum -= p * Math.log(p);
  return sum;
}
