import { COLUMN_LETTERS, namedActions, squareNames } from "./action-names.js";
import type { BoardState } from "./board-state.js";
import { type Game, TERMINAL } from "./game.js";
import { HALF_TURN, IDENTITY, placementSymmetries } from "./grid-symmetry.js";
import { integerOption } from "./options.js";

export interface HexOptions {
  /** Rows and columns, 2 to 26. Default 11. */
  readonly size?: number;
}

const EMPTY = 0;
/** What a cell holds: the owner's bit, and for each of the owner's two edges whether its group reaches it. */
const STONE = [1, 2];
const OWNER = 3;
const FIRST_EDGE = 4;
const SECOND_EDGE = 8;
const BOTH_EDGES = FIRST_EDGE | SECOND_EDGE;

/**
 * Hex (Hein 1942, Nash 1948) without the swap rule: player 0 joins the top and bottom edge, player 1 the left and
 * right one. Cell (row, column) touches its row neighbours, (row ± 1, column), (row − 1, column + 1) and
 * (row + 1, column − 1). There are no draws. Action `row · size + column`; `a1` is the upper left corner, `a2` below it.
 *
 * @example
 * const game = hex({ size: 5 });
 * const state = game.newState();
 * state.apply(game.actionFromName("c3"));
 */
export function hex(options: HexOptions = {}): Game<HexState> {
  const size = integerOption("hex size", options.size, { fallback: 11, from: 2, to: 26 });
  const observation = { channels: 3, height: size, width: size };
  return {
    name: "hex",
    options: { size },
    players: 2,
    actions: size * size,
    observation,
    maxLength: size * size,
    symmetries: placementSymmetries(observation, [IDENTITY, HALF_TURN]),
    newState: () => new HexState(size),
    ...namedActions(squareNames(size, { fromTop: true })),
  };
}

/** A position of {@link hex}. Observation: my stones, their stones, all ones if the mover joins top and bottom. */
export class HexState implements BoardState {
  player = 0;
  private winner = TERMINAL;
  private emptyCells: number;
  /** `[size + 2, size + 2]`: the board in a frame of stones, which are the four edges. */
  private readonly board: Uint8Array;
  /** `[actions]` 1 where there is no stone. */
  private readonly empty: Uint8Array;
  private readonly neighbours: readonly number[];
  /** Stones whose neighbours are still to be told of an edge; each waits there once at most. */
  private readonly waiting: Uint16Array;

  constructor(private readonly size: number) {
    const stride = size + 2;
    this.board = new Uint8Array(stride * stride);
    this.empty = new Uint8Array(size * size);
    this.neighbours = [-stride, -stride + 1, -1, 1, stride - 1, stride];
    this.waiting = new Uint16Array(size * size);
    this.emptyCells = 0;
    this.reset();
  }

  reset(): void {
    const { board, size } = this;
    const stride = size + 2;
    this.player = 0;
    this.winner = TERMINAL;
    this.emptyCells = size * size;
    this.empty.fill(1);
    board.fill(EMPTY);
    for (let i = 1; i <= size; i++) {
      board[i] = STONE[0] | FIRST_EDGE;
      board[(size + 1) * stride + i] = STONE[0] | SECOND_EDGE;
      board[i * stride] = STONE[1] | FIRST_EDGE;
      board[i * stride + size + 1] = STONE[1] | SECOND_EDGE;
    }
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.winner = other.winner;
    this.emptyCells = other.emptyCells;
    this.board.set(other.board);
    this.empty.set(other.empty);
  }

  legalActions(mask: Uint8Array): number {
    if (this.player === TERMINAL) {
      mask.fill(0);
      return 0;
    }
    mask.set(this.empty);
    return this.emptyCells;
  }

  apply(action: number): void {
    const { board, neighbours } = this;
    const cell = this.cell(action);
    const stone = STONE[this.player];
    this.empty[action] = 0;
    this.emptyCells--;
    let edges = 0;
    for (let i = 0; i < 6; i++) {
      const beside = board[cell + neighbours[i]];
      if ((beside & stone) !== 0) edges |= beside & BOTH_EDGES;
    }
    board[cell] = stone | edges;
    if (edges === BOTH_EDGES) {
      this.winner = this.player;
      this.player = TERMINAL;
      return;
    }
    if (edges !== 0) this.spread(cell, stone, edges);
    this.player = 1 - this.player;
  }

  returns(into: Float32Array): void {
    into[0] = this.winner === TERMINAL ? 0 : 1 - 2 * this.winner;
    into[1] = -into[0] || 0;
  }

  observe(into: Float32Array, offset: number): void {
    const { board, size } = this;
    const cells = size * size;
    const mine = STONE[this.player];
    for (let action = 0; action < cells; action++) {
      const owner = board[this.cell(action)] & OWNER;
      into[offset + action] = owner === mine ? 1 : 0;
      into[offset + cells + action] = owner !== mine && owner !== EMPTY ? 1 : 0;
    }
    into.fill(this.player === 0 ? 1 : 0, offset + 2 * cells, offset + 3 * cells);
  }

  pieceAt(square: number): number {
    return this.board[this.cell(square)] & OWNER;
  }

  /** `X` joins top and bottom, `O` left and right. */
  toString(): string {
    const { size } = this;
    const rows = Array.from({ length: size }, (_, row) => {
      const cells = Array.from({ length: size }, (_, i) => ".XO"[this.pieceAt(row * size + i)]);
      return `${" ".repeat(row)}${String(row + 1).padStart(2)} ${cells.join(" ")}`;
    });
    return [`   ${[...COLUMN_LETTERS.slice(0, size)].join(" ")}`, ...rows].join("\n");
  }

  private cell(action: number): number {
    return action + 2 * ((action / this.size) | 0) + this.size + 3;
  }

  /**
   * Tells the group of the stone on `cell` which edge it has just reached. A stone reaches each edge once, so a game
   * spends at most a few steps a stone here.
   */
  private spread(cell: number, stone: number, edges: number): void {
    const { board, neighbours, waiting } = this;
    const told = stone | edges;
    waiting[0] = cell;
    let count = 1;
    while (count > 0) {
      const from = waiting[--count];
      for (let i = 0; i < 6; i++) {
        const beside = from + neighbours[i];
        if (board[beside] !== stone) continue;
        board[beside] = told;
        waiting[count++] = beside;
      }
    }
  }
}
