/**
 * The Connect Four board as sets of cells. A set is two 32-bit integers: `low` for columns 0–3 and `high` for
 * columns 4–6. A column is seven bits, from the bottom row up; the seventh is always empty, so that no line runs
 * from the top of one column into the next (Pons 2015, "Solving Connect 4"; here in halves, for JavaScript's integers).
 */
export const COLUMNS = 7;
export const ROWS = 6;
export const CELLS = COLUMNS * ROWS;

/** Columns from the middle outwards, in the order of how many lines run through them. */
export const MIDDLE_OUT: readonly number[] = [3, 2, 4, 1, 5, 0, 6];

/** Bits a column takes. */
export const COLUMN_BITS = ROWS + 1;
/** Columns in the lower half. */
export const LOW_COLUMNS = 4;
/** Bits the lower half takes. */
export const LOW_BITS = LOW_COLUMNS * COLUMN_BITS;

const COLUMN = (1 << ROWS) - 1;
/** Every cell of the board. */
export const BOARD_LOW = COLUMN | (COLUMN << 7) | (COLUMN << 14) | (COLUMN << 21);
export const BOARD_HIGH = COLUMN | (COLUMN << 7) | (COLUMN << 14);
/** The lowest cell of each column. */
export const BOTTOM_LOW = 1 | (1 << 7) | (1 << 14) | (1 << 21);
export const BOTTOM_HIGH = 1 | (1 << 7) | (1 << 14);

/** Steps from a cell to its neighbours: up, down right, right, up right. */
const STEPS = [1, ROWS, COLUMN_BITS, COLUMN_BITS + 1] as const;
const [UP, DOWN_RIGHT, RIGHT, UP_RIGHT] = STEPS;

/** Whether a set of cells holds four in a row. */
export function hasFour(low: number, high: number): boolean {
  return (
    fourAlong(low, high, UP) ||
    fourAlong(low, high, RIGHT) ||
    fourAlong(low, high, DOWN_RIGHT) ||
    fourAlong(low, high, UP_RIGHT)
  );
}

function fourAlong(low: number, high: number, step: number): boolean {
  const pairLow = low & ((low >>> step) | (high << (LOW_BITS - step)));
  const pairHigh = high & (high >>> step);
  const twice = 2 * step;
  return (
    ((pairLow & ((pairLow >>> twice) | (pairHigh << (LOW_BITS - twice)))) |
      (pairHigh & (pairHigh >>> twice))) !==
    0
  );
}
