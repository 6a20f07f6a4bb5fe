import { namedActions, squareNames } from "./action-names.js";
import type { BoardState } from "./board-state.js";
import { BreakthroughSteps } from "./breakthrough-steps.js";
import { drawBoard } from "./draw-board.js";
import { type Game, TERMINAL } from "./game.js";
import { IDENTITY, MIRROR_COLUMNS, planePermutation, squarePermutation } from "./grid-symmetry.js";
import { integerOption } from "./options.js";

export interface BreakthroughOptions {
  /** Rows and columns, 4 to 26. Default 8. */
  readonly size?: number;
}

const EMPTY = 0;
const RIM = 3;
const NOBODY = -1;

/**
 * Breakthrough (Troyka 2000): each player begins with two full rows of pieces, player 0 at the bottom. A piece steps
 * one square forward, straight or diagonally, and takes only diagonally; the first to reach the far row, or to take
 * every piece, wins. There are no draws.
 *
 * The actions are the possible steps, named by the two squares (`a2a3`): first those of player 0, then their mirror
 * images for player 1 in the same order.
 *
 * @example
 * const game = breakthrough({ size: 6 });
 * const state = game.newState();
 * state.apply(game.actionFromName("a2b3"));
 */
export function breakthrough(options: BreakthroughOptions = {}): Game<BreakthroughState> {
  const size = integerOption("breakthrough size", options.size, { fallback: 8, from: 4, to: 26 });
  const steps = new BreakthroughSteps(size);
  const squares = squareNames(size);
  const observation = { channels: 3, height: size, width: size };
  return {
    name: "breakthrough",
    options: { size },
    players: 2,
    actions: steps.count,
    observation,
    // Every move brings a piece one row forward, and only the last one reaches the far row.
    maxLength: 2 * size * (2 * size - 5) + 1,
    symmetries: [IDENTITY, MIRROR_COLUMNS].map((map) => ({
      observation: planePermutation(observation, squarePermutation(size, map)),
      action: steps.permutation(map),
    })),
    newState: () => new BreakthroughState(steps),
    ...namedActions(Array.from(steps.from, (from, action) => squares[from] + squares[steps.to[action]])),
  };
}

/**
 * A position of {@link breakthrough}. Observation, with the rows turned so that the mover goes up: my pieces, their
 * pieces, all ones if the mover is player 0.
 */
export class BreakthroughState implements BoardState {
  player = 0;
  private winner = NOBODY;
  private readonly pieces = [0, 0];
  private readonly memory: Uint16Array;
  /** `[cells]` bit 0 for a piece of player 0, bit 1 for one of player 1, both for the rim. */
  private readonly board: Uint16Array;
  /** `[2, 2 · size]` the cells of each player's pieces, in no order. */
  private readonly list: Uint16Array;
  /** `[cells]` where in the list the piece on a cell is. */
  private readonly place: Uint16Array;

  constructor(private readonly steps: BreakthroughSteps) {
    const { cells, size } = steps;
    this.memory = new Uint16Array(2 * cells + 4 * size);
    this.board = this.memory.subarray(0, cells);
    this.place = this.memory.subarray(cells, 2 * cells);
    this.list = this.memory.subarray(2 * cells);
    this.reset();
  }

  reset(): void {
    const { board, list, place, pieces, steps } = this;
    const squares = steps.size * steps.size;
    const home = 2 * steps.size;
    this.player = 0;
    this.winner = NOBODY;
    board.fill(RIM);
    for (let square = 0; square < squares; square++) board[steps.cell(square)] = EMPTY;
    for (let player = 0; player < 2; player++) {
      pieces[player] = home;
      for (let i = 0; i < home; i++) {
        const cell = steps.cell(player === 0 ? squares - home + i : i);
        board[cell] = player + 1;
        list[player * home + i] = cell;
        place[cell] = player * home + i;
      }
    }
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.winner = other.winner;
    this.pieces[0] = other.pieces[0];
    this.pieces[1] = other.pieces[1];
    this.memory.set(other.memory);
  }

  /** Written without branches on what stands where, which no processor could foresee. */
  legalActions(mask: Uint8Array): number {
    mask.fill(0);
    const { board, list, player } = this;
    if (player === TERMINAL) return 0;
    const { size, stride, cells, action } = this.steps;
    const forward = player === 0 ? -stride : stride;
    const start = player * 2 * size;
    const end = start + this.pieces[player];
    let count = 0;
    for (let i = start; i < end; i++) {
      const from = list[i];
      const numbers = (player * cells + from) * 3;
      const ahead = from + forward;
      const there = board[ahead];
      const left = ~(board[ahead - 1] >> player) & 1;
      const straight = ~(there | (there >> 1)) & 1;
      const right = ~(board[ahead + 1] >> player) & 1;
      mask[action[numbers]] |= left;
      mask[action[numbers + 1]] |= straight;
      mask[action[numbers + 2]] |= right;
      count += left + straight + right;
    }
    return count;
  }

  apply(action: number): void {
    const { board, player, steps, list, place, pieces } = this;
    const from = steps.fromCell[action];
    const to = steps.toCell[action];
    const other = 1 - player;
    if (board[to] !== EMPTY) {
      const gap = place[to];
      const last = list[other * 2 * steps.size + --pieces[other]];
      list[gap] = last;
      place[last] = gap;
    }
    board[from] = EMPTY;
    board[to] = player + 1;
    list[place[from]] = to;
    place[to] = place[from];
    const arrived = player === 0 ? to < 2 * steps.stride : to > steps.size * steps.stride;
    if (arrived || pieces[other] === 0) {
      this.winner = player;
      this.player = TERMINAL;
    } else this.player = other;
  }

  returns(into: Float32Array): void {
    into[0] = this.winner === NOBODY ? 0 : 1 - 2 * this.winner;
    into[1] = -into[0] || 0;
  }

  observe(into: Float32Array, offset: number): void {
    const { board, steps, player } = this;
    const { size, stride } = steps;
    const squares = size * size;
    const mine = player + 1;
    for (let row = 0; row < size; row++) {
      const start = (steps.seenBy(player, row) + 1) * stride + 1;
      for (let column = 0; column < size; column++) {
        const piece = board[start + column];
        const at = offset + row * size + column;
        into[at] = piece === mine ? 1 : 0;
        into[at + squares] = piece !== mine && piece !== EMPTY ? 1 : 0;
      }
    }
    into.fill(player === 0 ? 1 : 0, offset + 2 * squares, offset + 3 * squares);
  }

  pieceAt(square: number): number {
    return this.board[this.steps.cell(square)];
  }

  /** `W` goes up, `B` goes down. */
  toString(): string {
    return drawBoard(this.steps.size, (square) => ".WB"[this.pieceAt(square)]);
  }
}
