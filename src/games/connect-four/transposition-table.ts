import { LOW_BITS } from "./board.js";

/** What {@link TranspositionTable.find} returns when it has nothing. */
export const UNKNOWN = 0;

const HIGH_BITS = 49 - LOW_BITS;
const HIGH_MASK = (1 << HIGH_BITS) - 1;

/**
 * From this many discs on, positions go into a table of their own, small enough for the processor's cache: there are
 * very many of them, soon wanted again or never. With one table for all, the search waits for memory half of its time.
 */
const LATE = 28;
const LATE_BITS = 15;

/**
 * Remembers a small positive number for each position; a new position replaces an old one in the same place. Keys are
 * kept whole, so that an answer is never another position's.
 */
export class TranspositionTable {
  private readonly early: Int32Array;
  private readonly late = new Int32Array(2 << LATE_BITS);
  private readonly earlyShift: number;

  /** @param bits 2^bits entries of 8 bytes */
  constructor(bits: number) {
    this.early = new Int32Array(2 ** (bits + 1));
    this.earlyShift = 32 - bits;
  }

  /** @returns the number that was stored for the position, or {@link UNKNOWN} */
  find(keyLow: number, keyHigh: number, discs: number): number {
    const table = discs >= LATE ? this.late : this.early;
    const at = this.place(keyLow, keyHigh, discs);
    const word = table[at + 1];
    return table[at] === keyLow && (word & HIGH_MASK) === keyHigh ? word >>> HIGH_BITS : UNKNOWN;
  }

  /** @param value 1 … 127 */
  store(keyLow: number, keyHigh: number, discs: number, value: number): void {
    const table = discs >= LATE ? this.late : this.early;
    const at = this.place(keyLow, keyHigh, discs);
    table[at] = keyLow;
    table[at + 1] = keyHigh | (value << HIGH_BITS);
  }

  clear(): void {
    this.early.fill(0);
    this.late.fill(0);
  }

  private place(keyLow: number, keyHigh: number, discs: number): number {
    let hash = Math.imul(keyLow, 0x9e37_79b1) ^ Math.imul(keyHigh, 0x85eb_ca6b);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b_3c6d);
    return (hash >>> (discs >= LATE ? 32 - LATE_BITS : this.earlyShift)) << 1;
  }
}
