import { Random } from "../../random/index.js";

/** Random words that name a position by the exclusive or of its stones' words (Zobrist 1970). */
export interface ZobristKeys {
  /** `[3, cells]`: by colour and cell; colour 0 (empty) is all zero. */
  readonly low: Int32Array;
  /** `[3, cells]` */
  readonly high: Int32Array;
  /** The hash of the empty board. */
  readonly emptyLow: number;
  readonly emptyHigh: number;
}

/** The same keys for the same board in every process. */
export function zobristKeys(cells: number): ZobristKeys {
  const random = new Random(0, "zobrist", cells);
  const keys = () => new Int32Array(3 * cells).map((_, i) => (i < cells ? 0 : random.uint32()));
  return { low: keys(), high: keys(), emptyLow: random.uint32() | 0, emptyHigh: random.uint32() | 1 };
}
