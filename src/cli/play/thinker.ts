import type { GameState } from "../../games/game.js";

/** What a player thinks of a position. */
export interface Thought {
  /** The action it would play. */
  readonly action: number;
  /** What it expects for the player to move, −1 … 1. */
  readonly value: number;
  /** `[actions]` how likely it would be to choose each action; sums to 1. */
  readonly policy: ArrayLike<number>;
}

/** A player that can be asked what it thinks, one position at a time. */
export interface Thinker<State extends GameState = GameState> {
  /** For people, for example `runs/a, 64 simulations`. */
  readonly name: string;
  think(state: State): Promise<Thought>;
  close(): Promise<void>;
}
