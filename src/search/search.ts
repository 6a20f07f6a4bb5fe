import type { GameState } from "../games/game.js";
import type { Random } from "../random/index.js";

/** What a search found out about its root. Arrays are `[actions]`, owned by the caller and reused. */
export interface SearchResult {
  /** The action to play. */
  action: number;
  /** The root's value after search for the player to move, −1 … 1. */
  value: number;
  /** The network's own value of the root for the player to move, −1 … 1. */
  networkValue: number;
  /** Simulations made for this root (visits kept by tree reuse not counted). */
  simulations: number;
  /** What the network's policy should have been: sums to 1, zero on illegal actions. */
  readonly policy: Float32Array;
  /** The network's policy before search: sums to 1 over the legal actions. */
  readonly prior: Float32Array;
  /** Visits of each action. */
  readonly visits: Int32Array;
  /** Value of each action for the player to move, −1 … 1; NaN where it was never visited. */
  readonly values: Float32Array;
}

/** How one root is to be searched. */
export interface SearchOrder {
  /** Simulations to make. */
  readonly simulations: number;
  /** True in self-play: explore (Gumbel noise, respectively Dirichlet noise). False: play as well as possible. */
  readonly explore: boolean;
  /** Where randomness comes from, when exploring. */
  readonly random: Random;
  /** Moves made in the game so far, 0 when left out. The PUCT search chooses by temperature in the opening only. */
  readonly ply?: number;
}

/**
 * Many searches advancing together, one per *slot*, so that their leaves go to the network as one batch. The
 * driver repeats: `begin` the idle slots, `advance`, evaluate the rows, `receive`, take the results of those
 * that are `done`.
 *
 * @example
 * search.begin(0, state, { simulations: 64, explore: false, random });
 * while (!search.done(0)) {
 *   const rows = search.advance(observations);
 *   await evaluate(rows);
 *   search.receive(logits, values);
 * }
 * search.result(0, result);
 */
export interface BatchedSearch<State extends GameState = GameState> {
  /** Number of slots. */
  readonly slots: number;
  /** The most rows `advance` ever asks for. */
  readonly capacity: number;
  /** Actions of the game. */
  readonly actions: number;
  /** Starts searching a copy of `root` in a slot. The state must not be terminal. */
  begin(slot: number, root: State, order: SearchOrder): void;
  /**
   * Runs every unfinished slot until it needs the network or is done; answers found in the cache and at the end
   * of the game need no network.
   * @param observations `[capacity, channels · height · width]`, its first rows are written
   * @returns how many rows were written
   */
  advance(observations: Float32Array): number;
  /**
   * Takes the network's answers to the rows of the last `advance`.
   * @param logits `[rows, actions]`, unmasked
   * @param values `[rows]`, for the player to move, −1 … 1
   */
  receive(logits: Float32Array, values: Float32Array): void;
  /** True when the slot's search has made its simulations, or none was begun. */
  done(slot: number): boolean;
  /** Writes what the slot's search found. */
  result(slot: number, into: SearchResult): void;
  /**
   * How the slot's search expects the game to go on after `action` at its root: the moves that it came to prefer, by
   * visits or by proof, as far as it looked. Empty where it never followed the action.
   */
  line(slot: number, action: number): number[];
  /** Tells the slot that `action` was played at its root, so that the subtree may be kept for the next `begin`. */
  played(slot: number, action: number): void;
  /** Forgets everything the old network said (cached evaluations, kept subtrees). Call when the weights change. */
  forget(): void;
  /** Counters since the search was made. */
  readonly statistics: SearchStatistics;
}

/** Counters of a {@link BatchedSearch}. */
export interface SearchStatistics {
  simulations: number;
  /** Leaves that went to the network. */
  evaluations: number;
  /** Leaves answered by the cache. */
  cacheHits: number;
  /** Leaves that shared a row with another leaf of the same batch. */
  shared: number;
  /** Leaves where the game was over, or its outcome proven. */
  terminals: number;
  /** Positions passed over because all actions but one lose. */
  forced: number;
  /** Nodes that begun searches found ready because the tree of the search before was kept. */
  kept: number;
}
