import type { Episode } from "../rollout/episode.js";

/**
 * What the value should be at each ply of an episode, for the player to move there: TD(λ) over the searches (Sutton
 * 1988), from the end back: target = (1 − λ) · the search's value + λ · the next ply's target, and the game's result at the end.
 * A search that proved a win or a loss needs nothing else.
 *
 * @param lambda 1: the game's result; 0: the ply's own search
 * @returns `[plies]`, −1 … 1
 */
export function valueTargets({ players, values, returns }: Episode, lambda: number): Float32Array {
  const targets = new Float32Array(values.length);
  let target = 0;
  for (let ply = values.length - 1; ply >= 0; ply--) {
    const player = players[ply];
    if (ply === values.length - 1) target = returns[player];
    else if (players[ply + 1] !== player) target = -target;
    const value = values[ply];
    // Only a proof makes a search's value ±1.
    target = Math.abs(value) >= 1 ? value : value + (target - value) * lambda;
    targets[ply] = target;
  }
  return targets;
}
