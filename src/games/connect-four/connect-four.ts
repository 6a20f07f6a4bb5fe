import { namedActions } from "../action-names.js";
import type { BoardState } from "../board-state.js";
import { type Game, TERMINAL } from "../game.js";
import { columnSymmetries } from "../symmetry.js";
import {
  BOARD_HIGH,
  BOARD_LOW,
  CELLS,
  COLUMN_BITS,
  COLUMNS,
  hasFour,
  LOW_BITS,
  LOW_COLUMNS,
  ROWS,
} from "./board.js";

const OBSERVATION = { channels: 2, height: ROWS, width: COLUMNS };

/**
 * Connect Four on its usual board, seven columns of six cells. An action is a column, counted from the left; columns
 * are called `1` to `7`.
 *
 * @example
 * const state = connectFour().newState();
 * state.apply(3);
 * console.log(state.toString());
 */
export function connectFour(): Game<ConnectFourState> {
  return {
    name: "connect-four",
    players: 2,
    actions: COLUMNS,
    observation: OBSERVATION,
    maxLength: CELLS,
    symmetries: columnSymmetries(OBSERVATION),
    newState: () => new ConnectFourState(),
    ...namedActions(Array.from({ length: COLUMNS }, (_, column) => String(column + 1))),
  };
}

/**
 * A position of {@link connectFour}. Observation, the top row first: my discs, their discs. Sets of cells are as in
 * `board.ts`.
 */
export class ConnectFourState implements BoardState {
  player = 0;
  /** Discs of the player to move; at the end, of the player who did not make the last move. */
  mineLow = 0;
  mineHigh = 0;
  /** Discs of the player who made the last move. */
  theirsLow = 0;
  theirsHigh = 0;
  /** Who made the last move. */
  private last = 1;
  private won = false;

  reset(): void {
    this.player = 0;
    this.mineLow = 0;
    this.mineHigh = 0;
    this.theirsLow = 0;
    this.theirsHigh = 0;
    this.last = 1;
    this.won = false;
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.mineLow = other.mineLow;
    this.mineHigh = other.mineHigh;
    this.theirsLow = other.theirsLow;
    this.theirsHigh = other.theirsHigh;
    this.last = other.last;
    this.won = other.won;
  }

  legalActions(mask: Uint8Array): number {
    if (this.player === TERMINAL) {
      mask.fill(0);
      return 0;
    }
    const fullLow = (this.mineLow | this.theirsLow) >>> (ROWS - 1);
    const fullHigh = (this.mineHigh | this.theirsHigh) >>> (ROWS - 1);
    let count = 0;
    for (let column = 0; column < COLUMNS; column++) {
      const full = column < LOW_COLUMNS ? fullLow : fullHigh;
      const shift = (column < LOW_COLUMNS ? column : column - LOW_COLUMNS) * COLUMN_BITS;
      const open = ~(full >>> shift) & 1;
      mask[column] = open;
      count += open;
    }
    return count;
  }

  apply(action: number): void {
    let low = this.mineLow;
    let high = this.mineHigh;
    const takenLow = low | this.theirsLow;
    const takenHigh = high | this.theirsHigh;
    // Adding a one at the bottom of a column carries to its lowest empty cell.
    if (action < LOW_COLUMNS) low |= (takenLow + (1 << (action * COLUMN_BITS))) & ~takenLow;
    else high |= (takenHigh + (1 << ((action - LOW_COLUMNS) * COLUMN_BITS))) & ~takenHigh;
    this.mineLow = this.theirsLow;
    this.mineHigh = this.theirsHigh;
    this.theirsLow = low;
    this.theirsHigh = high;
    this.last = 1 - this.last;
    this.won = hasFour(low, high);
    const full = (this.mineLow | low) === BOARD_LOW && (this.mineHigh | high) === BOARD_HIGH;
    this.player = this.won || full ? TERMINAL : 1 - this.last;
  }

  returns(into: Float32Array): void {
    const won = this.won ? 1 : 0;
    into[this.last] = won;
    into[1 - this.last] = -won || 0;
  }

  observe(into: Float32Array, offset: number): void {
    let at = offset;
    for (let row = ROWS - 1; row >= 0; row--) {
      for (let column = 0; column < COLUMNS; column++, at++) {
        into[at] = cellOf(this.mineLow, this.mineHigh, row, column);
        into[at + CELLS] = cellOf(this.theirsLow, this.theirsHigh, row, column);
      }
    }
  }

  pieceAt(square: number): number {
    const column = square % COLUMNS;
    const row = ROWS - 1 - (square - column) / COLUMNS;
    if (cellOf(this.theirsLow, this.theirsHigh, row, column)) return this.last + 1;
    return cellOf(this.mineLow, this.mineHigh, row, column) ? 2 - this.last : 0;
  }

  /** `X` moves first. */
  toString(): string {
    const lines = Array.from({ length: ROWS }, (_, row) => {
      const cells = Array.from({ length: COLUMNS }, (_, i) => ".XO"[this.pieceAt(row * COLUMNS + i)]);
      return cells.join(" ");
    });
    return [...lines, "1 2 3 4 5 6 7"].join("\n");
  }
}

function cellOf(low: number, high: number, row: number, column: number): number {
  const at = column * COLUMN_BITS + row;
  return (at < LOW_BITS ? low >>> at : high >>> (at - LOW_BITS)) & 1;
}
