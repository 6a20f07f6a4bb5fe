import type { GameState } from "../games/game.js";
import type { Random } from "../random/index.js";

/** Something that plays, many games at once so that a network can be asked in batches. */
export interface Player<State extends GameState = GameState> {
  /** How the player is called in ratings, for example `mcts:100` or `step 1200`. */
  readonly name: string;
  /** The action this player takes in each state; none of them is terminal, and none is changed. */
  choose(states: readonly State[], random: Random): Promise<readonly number[]>;
}
