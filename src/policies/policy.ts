import type { GameState } from "../games/game.js";
import type { Random } from "../random/index.js";

/** Something that chooses actions: a script, a search, a network, a person. */
export interface Policy<State extends GameState = GameState> {
  /** How the policy is called on the command line and in ratings, for example `mcts:100`. */
  readonly name: string;
  /**
   * A legal action for the player to move.
   * @param state not terminal; it is not changed
   */
  choose(state: State, random: Random): number | Promise<number>;
}
