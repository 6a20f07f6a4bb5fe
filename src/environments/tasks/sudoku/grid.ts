import type { Random } from "../../../random/index.js";

/** Cells row by row, `[size * size]`; 0 is empty. */
export type Cells = readonly number[];

/**
 * Finds solutions of a grid, at most `most`, by depth-first search in the cell with the fewest candidates.
 *
 * @param random the order in which digits are tried; ascending when left out
 */
export function solveSudoku(cells: Cells, size: number, most: number, random?: Random): Cells[] {
  const grid = [...cells];
  const used = new UsedDigits(size);
  for (const [cell, digit] of grid.entries()) {
    if (digit === 0) continue;
    if ((used.candidates(cell) & (1 << digit)) === 0) return [];
    used.flip(cell, digit);
  }
  const solutions: Cells[] = [];
  const search = (): void => {
    const cell = used.narrowest(grid);
    if (cell < 0) {
      solutions.push([...grid]);
      return;
    }
    const digits = digitsIn(used.candidates(cell));
    for (const digit of random ? random.shuffle(digits) : digits) {
      grid[cell] = digit;
      used.flip(cell, digit);
      search();
      used.flip(cell, digit);
      grid[cell] = 0;
      if (solutions.length >= most) return;
    }
  };
  search();
  return solutions;
}

/** A full grid at random. */
export function randomSolution(random: Random, size: number): Cells {
  return solveSudoku(new Array<number>(size * size).fill(0), size, 1, random)[0];
}

/**
 * Empties cells of a full grid in random order, each only while there is still one solution, until there are `holes`;
 * fewer when no more can be emptied.
 */
export function digHoles(random: Random, solution: Cells, size: number, holes: number): Cells {
  const cells = [...solution];
  let left = holes;
  for (const cell of random.shuffle(cells.map((_, i) => i))) {
    if (left === 0) break;
    const digit = cells[cell];
    cells[cell] = 0;
    if (solveSudoku(cells, size, 2).length === 1) left--;
    else cells[cell] = digit;
  }
  return cells;
}

/** Which digits stand in each row, column and box, as bits. */
class UsedDigits {
  private readonly rows: Int32Array;
  private readonly columns: Int32Array;
  private readonly boxes: Int32Array;
  private readonly all: number;
  /** Rows and columns of a box: 2 for a grid of 4 × 4, 3 for one of 9 × 9. */
  private readonly box: number;

  constructor(private readonly size: number) {
    this.rows = new Int32Array(size);
    this.columns = new Int32Array(size);
    this.boxes = new Int32Array(size);
    this.all = (1 << (size + 1)) - 2;
    this.box = Math.sqrt(size);
  }

  /** Writes a digit into a cell, or takes it out again. */
  flip(cell: number, digit: number): void {
    const row = Math.floor(cell / this.size);
    const column = cell % this.size;
    this.rows[row] ^= 1 << digit;
    this.columns[column] ^= 1 << digit;
    this.boxes[this.boxAt(row, column)] ^= 1 << digit;
  }

  candidates(cell: number): number {
    const row = Math.floor(cell / this.size);
    const column = cell % this.size;
    return this.all & ~(this.rows[row] | this.columns[column] | this.boxes[this.boxAt(row, column)]);
  }

  /** The empty cell with the fewest candidates; −1 when the grid is full. */
  narrowest(grid: Cells): number {
    let best = -1;
    let fewest = this.size + 1;
    for (let cell = 0; cell < grid.length && fewest > 1; cell++) {
      if (grid[cell] !== 0) continue;
      const count = bits(this.candidates(cell));
      if (count < fewest) [best, fewest] = [cell, count];
    }
    return best;
  }

  private boxAt(row: number, column: number): number {
    return Math.floor(row / this.box) * this.box + Math.floor(column / this.box);
  }
}

function digitsIn(mask: number): number[] {
  const digits: number[] = [];
  for (let digit = 1; mask >> digit > 0; digit++) if ((mask >> digit) & 1) digits.push(digit);
  return digits;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
