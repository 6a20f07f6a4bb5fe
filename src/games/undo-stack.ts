import { GameError } from "../errors.js";
import type { Game, GameState } from "./game.js";

/**
 * A game with its past: actions can be taken back. All states are made beforehand, so that neither `apply` nor
 * `undo` allocates.
 *
 * @example
 * const played = new UndoStack(connectFour());
 * played.apply(3);
 * played.undo();
 */
export class UndoStack<State extends GameState = GameState> {
  private readonly states: readonly State[];
  private readonly taken: Int32Array;
  private depth = 0;

  /**
   * @param game whose start is the first state
   * @param capacity the most actions that can be held
   */
  constructor(game: Game<State>, capacity: number = game.maxLength) {
    this.states = Array.from({ length: capacity + 1 }, () => game.newState());
    this.taken = new Int32Array(capacity);
  }

  /** The position now. To be read only: it is used again. */
  get state(): State {
    return this.states[this.depth];
  }

  /** How many actions can be taken back. */
  get length(): number {
    return this.depth;
  }

  /** The action that was played as number `ply`, counted from 0. */
  action(ply: number): number {
    return this.taken[ply];
  }

  /** Starts over, from the start of the game or from a copy of another position. */
  reset(from?: State): void {
    this.depth = 0;
    if (from) this.states[0].copyFrom(from);
    else this.states[0].reset();
  }

  /** @throws GameError when more actions are played than the stack can hold */
  apply(action: number): void {
    const { depth, states, taken } = this;
    if (depth === taken.length)
      throw new GameError("UNDO_STACK_FULL", `undo stack: holds ${depth} actions, and one more was played`);
    states[depth + 1].copyFrom(states[depth]);
    states[depth + 1].apply(action);
    taken[depth] = action;
    this.depth++;
  }

  /**
   * Takes the last action back.
   * @returns that action, or −1 when there is none
   */
  undo(): number {
    if (this.depth === 0) return -1;
    this.depth--;
    return this.taken[this.depth];
  }
}
