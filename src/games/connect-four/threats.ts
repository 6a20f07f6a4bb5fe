import { LOW_BITS } from "./board.js";

/** Bits of the lower half. Bound once, for the reason told in `search.ts`. */
const HALF = LOW_BITS;

/**
 * Cells of columns 0–3 that would complete four in a row with the given discs, whether they are taken or can be
 * reached or not; bits outside the board are undefined. Written out because it is where the solver's time goes.
 */
export function winningLow(low: number, high: number): number {
  let cells = (low << 1) & (low << 2) & (low << 3);
  // Along each of the other directions: two neighbours on one side, and a third beyond them or on the other side.
  let left = low << 7;
  let right = (low >>> 7) | (high << (HALF - 7));
  cells |= left & (low << 14) & ((low << 21) | right);
  cells |= right & ((low >>> 14) | (high << (HALF - 14))) & (left | (low >>> 21) | (high << (HALF - 21)));
  left = low << 6;
  right = (low >>> 6) | (high << (HALF - 6));
  cells |= left & (low << 12) & ((low << 18) | right);
  cells |= right & ((low >>> 12) | (high << (HALF - 12))) & (left | (low >>> 18) | (high << (HALF - 18)));
  left = low << 8;
  right = (low >>> 8) | (high << (HALF - 8));
  cells |= left & (low << 16) & ((low << 24) | right);
  cells |= right & ((low >>> 16) | (high << (HALF - 16))) & (left | (low >>> 24) | (high << (HALF - 24)));
  return cells;
}

/** The same for columns 4–6. */
export function winningHigh(low: number, high: number): number {
  let cells = (high << 1) & (high << 2) & (high << 3);
  let left = (high << 7) | (low >>> (HALF - 7));
  let right = high >>> 7;
  cells |= left & ((high << 14) | (low >>> (HALF - 14))) & ((high << 21) | (low >>> (HALF - 21)) | right);
  cells |= right & (high >>> 14) & (left | (high >>> 21));
  left = (high << 6) | (low >>> (HALF - 6));
  right = high >>> 6;
  cells |= left & ((high << 12) | (low >>> (HALF - 12))) & ((high << 18) | (low >>> (HALF - 18)) | right);
  cells |= right & (high >>> 12) & (left | (high >>> 18));
  left = (high << 8) | (low >>> (HALF - 8));
  right = high >>> 8;
  cells |= left & ((high << 16) | (low >>> (HALF - 16))) & ((high << 24) | (low >>> (HALF - 24)) | right);
  cells |= right & (high >>> 16) & (left | (high >>> 24));
  return cells;
}

/** Number of ones. */
export function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x5555_5555);
  const nibbles = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
