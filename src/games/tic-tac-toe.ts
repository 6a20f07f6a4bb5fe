import { namedActions, squareNames } from "./action-names.js";
import type { BoardState } from "./board-state.js";
import { drawBoard } from "./draw-board.js";
import { type Game, TERMINAL } from "./game.js";
import { DIHEDRAL, placementSymmetries } from "./grid-symmetry.js";

const SIZE = 3;
const SQUARES = SIZE * SIZE;
const OBSERVATION = { channels: 2, height: SIZE, width: SIZE };
const FULL = (1 << SQUARES) - 1;
/** The eight lines as sets of squares, square `s` being bit `s`. */
const LINES = [0o7, 0o70, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124];
/** `[512]` 1 for each set of squares that holds a line. */
const HAS_LINE = Uint8Array.from({ length: FULL + 1 }, (_, set) =>
  LINES.some((line) => (set & line) === line) ? 1 : 0,
);

/**
 * Tic-tac-toe. Action `3 · row + column` counts rows from the top; `a1` is the lower left corner.
 *
 * @example
 * const state = ticTacToe().newState();
 * state.apply(4);
 * console.log(state.toString());
 */
export function ticTacToe(): Game<TicTacToeState> {
  return {
    name: "tic-tac-toe",
    players: 2,
    actions: SQUARES,
    observation: OBSERVATION,
    maxLength: SQUARES,
    symmetries: placementSymmetries(OBSERVATION, DIHEDRAL),
    newState: () => new TicTacToeState(),
    ...namedActions(squareNames(SIZE)),
  };
}

/** A position of {@link ticTacToe}. Observation: my marks, their marks. */
export class TicTacToeState implements BoardState {
  player = 0;
  /** Marks of the player to move and of the other, as sets of squares; at the end, of the loser and the winner. */
  private mine = 0;
  private theirs = 0;
  /** Who made the last move. */
  private last = 1;

  reset(): void {
    this.player = 0;
    this.mine = 0;
    this.theirs = 0;
    this.last = 1;
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.mine = other.mine;
    this.theirs = other.theirs;
    this.last = other.last;
  }

  legalActions(mask: Uint8Array): number {
    const empty = this.player === TERMINAL ? 0 : FULL & ~(this.mine | this.theirs);
    let count = 0;
    for (let square = 0; square < SQUARES; square++) {
      mask[square] = (empty >> square) & 1;
      count += mask[square];
    }
    return count;
  }

  apply(action: number): void {
    const moved = this.mine | (1 << action);
    this.mine = this.theirs;
    this.theirs = moved;
    this.last = 1 - this.last;
    const over = HAS_LINE[moved] === 1 || (this.mine | moved) === FULL;
    this.player = over ? TERMINAL : 1 - this.last;
  }

  returns(into: Float32Array): void {
    const won = this.player === TERMINAL ? HAS_LINE[this.theirs] : 0;
    into[this.last] = won;
    into[1 - this.last] = -won || 0;
  }

  observe(into: Float32Array, offset: number): void {
    for (let square = 0; square < SQUARES; square++) {
      into[offset + square] = (this.mine >> square) & 1;
      into[offset + SQUARES + square] = (this.theirs >> square) & 1;
    }
  }

  pieceAt(square: number): number {
    const theirs = (this.theirs >> square) & 1;
    if (theirs) return this.last + 1;
    return (this.mine >> square) & 1 ? 2 - this.last : 0;
  }

  toString(): string {
    return drawBoard(SIZE, (square) => ".XO"[this.pieceAt(square)]);
  }
}
