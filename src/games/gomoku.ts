import { namedActions, squareNames } from "./action-names.js";
import type { BoardState } from "./board-state.js";
import { drawBoard } from "./draw-board.js";
import { type Game, TERMINAL } from "./game.js";
import { DIHEDRAL, placementSymmetries } from "./grid-symmetry.js";
import { integerOption } from "./options.js";

export interface GomokuOptions {
  /** Rows and columns, 5 to 26. Default 15. */
  readonly size?: number;
}

/** Stones in a row that win; more than five win too. */
const ROW = 5;
const EMPTY = 0;
const NOBODY = -1;

/**
 * Gomoku, free-style: two players put stones on a square board in turn; five or more in a row, in any direction, win;
 * a full board is a draw. Action `row · size + column` counts rows from the top; `a1` is the lower left corner.
 *
 * @example
 * const game = gomoku({ size: 7 });
 * const state = game.newState();
 * state.apply(game.actionFromName("d4"));
 */
export function gomoku(options: GomokuOptions = {}): Game<GomokuState> {
  const size = integerOption("gomoku size", options.size, { fallback: 15, from: ROW, to: 26 });
  const squares = size * size;
  const observation = { channels: 2, height: size, width: size };
  return {
    name: "gomoku",
    options: { size },
    players: 2,
    actions: squares,
    observation,
    maxLength: squares,
    symmetries: placementSymmetries(observation, DIHEDRAL),
    newState: () => new GomokuState(size),
    ...namedActions(squareNames(size)),
  };
}

/** A position of {@link gomoku}. Observation: my stones, their stones. */
export class GomokuState implements BoardState {
  player = 0;
  private winner = NOBODY;
  private emptySquares: number;
  /**
   * 0 for empty, else 1 + the player whose stone it is, with a rim of empty cells so that rows of stones end by
   * themselves: one row above and below, and one column that serves as the left and right rim.
   */
  private readonly board: Uint8Array;
  /** `[actions]` 1 where there is no stone. */
  private readonly empty: Uint8Array;

  constructor(private readonly size: number) {
    this.board = new Uint8Array((size + 2) * (size + 1) + 1);
    this.empty = new Uint8Array(size * size).fill(1);
    this.emptySquares = size * size;
  }

  reset(): void {
    this.player = 0;
    this.winner = NOBODY;
    this.emptySquares = this.size * this.size;
    this.board.fill(EMPTY);
    this.empty.fill(1);
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.winner = other.winner;
    this.emptySquares = other.emptySquares;
    this.board.set(other.board);
    this.empty.set(other.empty);
  }

  legalActions(mask: Uint8Array): number {
    if (this.player === TERMINAL) {
      mask.fill(0);
      return 0;
    }
    mask.set(this.empty);
    return this.emptySquares;
  }

  apply(action: number): void {
    const { player, size } = this;
    const cell = this.cell(action);
    this.board[cell] = player + 1;
    this.empty[action] = 0;
    this.emptySquares--;
    if (
      this.wins(cell, 1) ||
      this.wins(cell, size) ||
      this.wins(cell, size + 1) ||
      this.wins(cell, size + 2)
    ) {
      this.winner = player;
      this.player = TERMINAL;
    } else this.player = this.emptySquares === 0 ? TERMINAL : 1 - player;
  }

  returns(into: Float32Array): void {
    into[0] = this.winner === NOBODY ? 0 : 1 - 2 * this.winner;
    into[1] = -into[0] || 0;
  }

  observe(into: Float32Array, offset: number): void {
    const { board, size } = this;
    const squares = size * size;
    const mine = this.player + 1;
    for (let action = 0; action < squares; action++) {
      const stone = board[this.cell(action)];
      into[offset + action] = stone === mine ? 1 : 0;
      into[offset + squares + action] = stone !== mine && stone !== EMPTY ? 1 : 0;
    }
  }

  pieceAt(square: number): number {
    return this.board[this.cell(square)];
  }

  toString(): string {
    return drawBoard(this.size, (square) => ".XO"[this.pieceAt(square)]);
  }

  private cell(action: number): number {
    return action + ((action / this.size) | 0) + this.size + 2;
  }

  /** Whether the stone on `cell` stands in a winning row along `step`. */
  private wins(cell: number, step: number): boolean {
    const { board } = this;
    const stone = board[cell];
    let count = 1;
    for (let at = cell + step; board[at] === stone; at += step) count++;
    for (let at = cell - step; board[at] === stone; at -= step) count++;
    return count >= ROW;
  }
}
