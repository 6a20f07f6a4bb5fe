/** {@link GameState.player} of a state where chance moves (a die, a deal). No built-in game has one yet. */
export const CHANCE = -1;

/** {@link GameState.player} of a state where the game is over. */
export const TERMINAL = -2;

/**
 * One position of a game, changed in place. A searcher holds a few of these and copies between them, so none of
 * the methods below but `toString` may allocate.
 */
export interface GameState {
  /** The player to move, 0 … players − 1; {@link CHANCE} or {@link TERMINAL}. */
  readonly player: number;

  /** Goes back to the start of the game. */
  reset(): void;

  /** Becomes an independent copy of another state of the same game. */
  copyFrom(other: this): void;

  /**
   * Writes 1 for each action the player to move may take and 0 for every other.
   * @param mask `[actions]`
   * @returns how many actions are legal: at least 1, or 0 when the game is over
   */
  legalActions(mask: Uint8Array): number;

  /** Plays a legal action. What happens on an illegal one is undefined: check first where it may be one. */
  apply(action: number): void;

  /**
   * Writes each player's result, from −1 (lost) to 1 (won); all 0 while the game goes on.
   * @param into `[players]`
   */
  returns(into: Float32Array): void;

  /**
   * Writes what the player to move sees, as planes seen from that player's side: "mine" and "theirs", never
   * "white" and "black" (unless the rules differ by colour; then a plane must tell which colour is to move).
   * @param into receives `[channels, height, width]`, row by row, starting at `offset`
   */
  observe(into: Float32Array, offset: number): void;

  /** The position as text for people, several lines. */
  toString(): string;
}

/**
 * A transformation that leaves a game the same, such as a mirror image. Both arrays say where each new entry
 * comes from: `seen'[i] = seen[observation[i]]`, and `policy'[a] = policy[action[a]]`.
 */
export interface Symmetry {
  /** `[channels · height · width]` */
  readonly observation: Int32Array;
  /** `[actions]` */
  readonly action: Int32Array;
}

/** The shape of an observation. */
export interface ObservationShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * The rules of a game: a turn-based environment whose states can be copied and whose legal actions can be listed,
 * so that it can be searched. A game for several players is zero-sum; one player alone just maximises its return.
 *
 * @example
 * const game = connectFour();
 * const state = game.newState();
 * state.apply(3);
 * console.log(state.toString());
 */
export interface Game<State extends GameState = GameState> {
  /** Lower case with hyphens; the name used on the command line. */
  readonly name: string;
  /** Settings the game was made with (board size, komi …); together with `name` they say which game this is. */
  readonly options?: Readonly<Record<string, number | string | boolean>>;
  /** 1 or 2. */
  readonly players: number;
  /** Number of actions; an action is an integer from 0 to `actions` − 1. */
  readonly actions: number;
  readonly observation: ObservationShape;
  /** An upper bound on the number of actions in one game. */
  readonly maxLength: number;
  /** The identity first. A game with none has the identity alone. */
  readonly symmetries: readonly Symmetry[];
  /** Outcomes of each action at chance states, for games that have them. Room kept; unused so far. */
  readonly chance?: { readonly outcomes: number };
  /** A new state at the start of the game. */
  newState(): State;
  /** The name of an action in the game's usual notation. */
  actionName(action: number): string;
  /** The action with that name, or −1. Upper and lower case are the same. */
  actionFromName(name: string): number;
}
