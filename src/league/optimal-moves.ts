import type { ScoredPosition } from "../games/connect-four/positions.js";
import { UNPLAYABLE } from "../games/connect-four/solver.js";

/** Share of positions where a player's move kept the best result that was to be had. */
export interface OptimalShare {
  readonly positions: number;
  /** 0 … 1 */
  readonly share: number;
  /** 95 % confidence interval of the share (Wilson 1927), as if the positions were a sample of all like them. */
  readonly interval: readonly [number, number];
}

/**
 * Counts how often the chosen actions keep the game-theoretic value: an action is optimal when no other has a score
 * with a better sign.
 *
 * @param chosen `[positions]`, one action for each
 */
export function optimalShare(positions: readonly ScoredPosition[], chosen: readonly number[]): OptimalShare {
  let optimal = 0;
  for (const [i, { scores }] of positions.entries()) {
    const best = Math.max(...scores.map(Math.sign));
    const score = scores[chosen[i]];
    if (score !== UNPLAYABLE && Math.sign(score) === best) optimal++;
  }
  return {
    positions: positions.length,
    share: optimal / positions.length,
    interval: wilson(optimal, positions.length),
  };
}

/** The share that a player is expected to reach who takes any legal action, all equally likely. */
export function randomOptimalShare(positions: readonly ScoredPosition[]): number {
  let sum = 0;
  for (const { scores } of positions) {
    const legal = scores.filter((score) => score !== UNPLAYABLE);
    const best = Math.max(...legal.map(Math.sign));
    sum += legal.filter((score) => Math.sign(score) === best).length / legal.length;
  }
  return sum / positions.length;
}

/** 95 % confidence interval of a proportion (Wilson 1927). */
export function wilson(hits: number, of: number): readonly [number, number] {
  if (of === 0) return [0, 1];
  const z2 = 1.96 ** 2;
  const share = hits / of;
  const centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / of + z2 / (4 * of * of))) / (1 + z2 / of);
  return [centre - half, centre + half];
}
