import { OptionError } from "../../errors.js";
import { COLUMN_LETTERS, namedActions, squareNames } from "../action-names.js";
import type { BoardState } from "../board-state.js";
import { type Game, TERMINAL } from "../game.js";
import { type GridMap, HALF_TURN, IDENTITY, placementSymmetries } from "../grid-symmetry.js";
import { integerOption } from "../options.js";
import { findMoves, placeDisc, type Rows } from "./moves.js";

export interface OthelloOptions {
  /** Rows and columns, an even number from 4 to 10. Default 8. */
  readonly size?: number;
}

/** Those of the eight that leave the first four discs as they are. */
const SYMMETRIES: readonly GridMap[] = [
  IDENTITY,
  HALF_TURN,
  (row, column) => [column, row],
  (row, column, last) => [last - column, last - row],
];

/**
 * Othello: a disc must turn others, and a player who cannot turn any passes; when neither can, more discs win. Action
 * `row · size + column` counts rows from the top, where `a1` is; the last action is `pass`, legal when no other is.
 *
 * @example
 * const game = othello({ size: 6 });
 * const state = game.newState();
 * state.apply(game.actionFromName("d2"));
 */
export function othello(options: OthelloOptions = {}): Game<OthelloState> {
  const size = integerOption("othello size", options.size, { fallback: 8, from: 4, to: 10 });
  if (size % 2 !== 0) throw new OptionError("othello size", "an even number", size);
  const squares = size * size;
  const observation = { channels: 2, height: size, width: size };
  return {
    name: "othello",
    options: { size },
    players: 2,
    actions: squares + 1,
    observation,
    // Four squares are taken at the start, and between two discs there is one pass at most.
    maxLength: 2 * (squares - 4),
    symmetries: placementSymmetries(observation, SYMMETRIES, 1),
    newState: () => new OthelloState(size),
    ...namedActions([...squareNames(size, { fromTop: true }), "pass"]),
  };
}

/** A position of {@link othello}. Observation: my discs, their discs. */
export class OthelloState implements BoardState {
  player = 0;
  /** Where the mover may put a disc; nowhere when the mover must pass, or when the game is over. */
  private readonly moves: Rows;
  /** Rows of player 0, then those of player 1. */
  private readonly discs: Rows;

  constructor(private readonly size: number) {
    this.moves = new Int32Array(size + 2);
    this.discs = new Int32Array(2 * (size + 2));
    this.reset();
  }

  reset(): void {
    const { discs, moves, size } = this;
    const middle = size / 2;
    const left = 1 << (middle - 1);
    const right = 1 << middle;
    discs.fill(0);
    discs[middle] = right;
    discs[middle + 1] = left;
    discs[moves.length + middle] = left;
    discs[moves.length + middle + 1] = right;
    this.player = 0;
    findMoves(discs, 0, moves.length, size, moves);
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.moves.set(other.moves);
    this.discs.set(other.discs);
  }

  legalActions(mask: Uint8Array): number {
    const { moves, size } = this;
    let count = 0;
    for (let row = 0; row < size; row++) {
      const bits = moves[row + 1];
      for (let column = 0; column < size; column++) {
        const legal = (bits >>> column) & 1;
        mask[row * size + column] = legal;
        count += legal;
      }
    }
    const pass = count === 0 && this.player !== TERMINAL ? 1 : 0;
    mask[size * size] = pass;
    return count + pass;
  }

  apply(action: number): void {
    const { discs, moves, player, size } = this;
    const theirs = (1 - player) * moves.length;
    const mine = player * moves.length;
    if (action < size * size) {
      const column = action % size;
      placeDisc(discs, mine, theirs, (action - column) / size + 1, column);
      // The other moves, or passes if only the mover can go on.
      if (findMoves(discs, theirs, mine, size, moves)) this.player = 1 - player;
      else if (findMoves(discs, mine, theirs, size, moves)) {
        moves.fill(0);
        this.player = 1 - player;
      } else this.player = TERMINAL;
    } else {
      findMoves(discs, theirs, mine, size, moves);
      this.player = 1 - player;
    }
  }

  returns(into: Float32Array): void {
    let result = 0;
    if (this.player === TERMINAL) {
      const { discs, moves } = this;
      for (let row = 1; row < moves.length - 1; row++)
        result += countRow(discs[row]) - countRow(discs[moves.length + row]);
    }
    into[0] = Math.sign(result);
    into[1] = Math.sign(-result) || 0;
  }

  observe(into: Float32Array, offset: number): void {
    const { discs, moves, player, size } = this;
    const squares = size * size;
    const mine = player === 1 ? moves.length : 0;
    const theirs = moves.length - mine;
    let at = offset;
    for (let row = 1; row <= size; row++) {
      for (let column = 0; column < size; column++, at++) {
        into[at] = (discs[mine + row] >>> column) & 1;
        into[at + squares] = (discs[theirs + row] >>> column) & 1;
      }
    }
  }

  pieceAt(square: number): number {
    const { discs, moves, size } = this;
    const column = square % size;
    const row = (square - column) / size + 1;
    if ((discs[row] >>> column) & 1) return 1;
    return (discs[moves.length + row] >>> column) & 1 ? 2 : 0;
  }

  /** `X` is player 0, who moves first. */
  toString(): string {
    const { size } = this;
    const wide = String(size).length;
    const header = `${" ".repeat(wide)} ${[...COLUMN_LETTERS.slice(0, size)].join(" ")}`;
    const lines = Array.from({ length: size }, (_, row) => {
      const cells = Array.from({ length: size }, (_, i) => ".XO"[this.pieceAt(row * size + i)]);
      return `${String(row + 1).padStart(wide)} ${cells.join(" ")}`;
    });
    return [header, ...lines].join("\n");
  }
}

/** Number of ones in a row of up to ten bits. */
function countRow(row: number): number {
  let count = 0;
  for (let rest = row; rest !== 0; rest &= rest - 1) count++;
  return count;
}
