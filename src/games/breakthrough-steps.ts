import { type GridMap, squarePermutation } from "./grid-symmetry.js";

/**
 * Breakthrough's numbering of the actions and its layout of the board in memory: one row above and below the board, and one column
 * that is both the left and the right rim, so that a step over the edge ends on the rim. Squares count row by row
 * from the top.
 */
export class BreakthroughSteps {
  /** Number of actions of both players together. */
  readonly count: number;
  readonly stride: number;
  readonly cells: number;
  /** `[actions]` square. */
  readonly from: Uint16Array;
  /** `[actions]` square. */
  readonly to: Uint16Array;
  /** `[actions]` cell. */
  readonly fromCell: Uint16Array;
  /** `[actions]` cell. */
  readonly toCell: Uint16Array;
  /**
   * `[2, cells, 3]`: the action of each player from each cell to the left, straight on and to the right. What would lead
   * over the edge has the number of the step straight on.
   */
  readonly action: Uint16Array;

  constructor(readonly size: number) {
    this.stride = size + 1;
    this.cells = (size + 2) * this.stride + 1;
    this.count = 2 * (size - 1) * (3 * size - 2);
    this.from = new Uint16Array(this.count);
    this.to = new Uint16Array(this.count);
    this.action = new Uint16Array(2 * this.cells * 3);
    let action = 0;
    for (let player = 0; player < 2; player++)
      for (let row = 1; row < size; row++)
        for (let column = 0; column < size; column++) {
          const from = this.seenBy(player, row) * size + column;
          const numbers = (player * this.cells + this.cell(from)) * 3;
          this.action.fill(column === 0 ? action : action + 1, numbers, numbers + 3);
          for (let side = 0; side < 3; side++) {
            const toColumn = column + side - 1;
            if (toColumn < 0 || toColumn >= size) continue;
            this.from[action] = from;
            this.to[action] = this.seenBy(player, row - 1) * size + toColumn;
            this.action[numbers + side] = action;
            action++;
          }
        }
    this.fromCell = this.from.map((square) => this.cell(square));
    this.toCell = this.to.map((square) => this.cell(square));
  }

  cell(square: number): number {
    return square + Math.floor(square / this.size) + this.stride + 1;
  }

  /** The row as player 0 counts it, of a row as the given player counts it; each sees the own pieces at the bottom. */
  seenBy(player: number, row: number): number {
    return player === 0 ? row : this.size - 1 - row;
  }

  /** `[actions]`: the step between the squares that each step's squares come from. */
  permutation(map: GridMap): Int32Array {
    const squares = squarePermutation(this.size, map);
    const between = new Map(Array.from(this.from, (from, action) => [`${from} ${this.to[action]}`, action]));
    return Int32Array.from(
      this.from,
      (from, action) => between.get(`${squares[from]} ${squares[this.to[action]]}`)!,
    );
  }
}
