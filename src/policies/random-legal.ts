import type { GameState } from "../games/game.js";
import type { Random } from "../random/index.js";

/**
 * A legal action, all equally likely.
 * @param mask `[actions]`, overwritten
 */
export function randomLegal(state: GameState, mask: Uint8Array, random: Random): number {
  let left = random.integer(state.legalActions(mask));
  let action = 0;
  // Steps over eight actions at a time: most of a random playout would go into looking at them one by one.
  for (; action + 8 <= mask.length; action += 8) {
    const legal =
      mask[action] +
      mask[action + 1] +
      mask[action + 2] +
      mask[action + 3] +
      mask[action + 4] +
      mask[action + 5] +
      mask[action + 6] +
      mask[action + 7];
    if (left < legal) break;
    left -= legal;
  }
  while (mask[action] === 0 || left-- > 0) action++;
  return action;
}
