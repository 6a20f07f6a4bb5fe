import * as board from "./board.js";
import * as discSets from "./threats.js";
import { TranspositionTable, UNKNOWN } from "./transposition-table.js";

// Bound once: what a test runner makes of an import is looked up at each use, and searches three times as slowly.
const { BOARD_HIGH, BOARD_LOW, BOTTOM_HIGH, BOTTOM_LOW, CELLS, COLUMN_BITS, LOW_COLUMNS, MIDDLE_OUT } = board;
const { countBits, winningHigh, winningLow } = discSets;

const COLUMN = (1 << COLUMN_BITS) - 1;
const MIDDLE = COLUMN << (3 * COLUMN_BITS);
const MAX_MOVES = 7;

/** With fewer discs than this, a position and its mirror image are looked up as one. */
const MIRROR_BEFORE = 12;
/** With fewer discs than this, replies are looked up before the first is searched. */
const LOOK_AHEAD_BEFORE = 32;

/** A bound on a score is stored in 1 … 43 when it is an upper one and in 45 … 87 when it is a lower one. */
const UPPER = 22;
const LOWER = 66;

/**
 * Alpha-beta search of Connect Four for null windows: whether the score of a position is at least `beta`. Follows
 * Pons (2015, "Solving Connect 4: how to build a perfect AI"): moves that lose at once are never tried, the others in
 * the order of the threats they make.
 */
export class NullWindowSearch {
  /** Positions searched since the start. */
  positions = 0;
  private readonly table: TranspositionTable;
  // Moves of each depth, `[discs · 8]`: the cell (negative in the higher half), the mover's winning cells after it,
  // and what these are worth.
  private readonly cell = new Int32Array(CELLS * 8);
  private readonly threatsLow = new Int32Array(CELLS * 8);
  private readonly threatsHigh = new Int32Array(CELLS * 8);
  private readonly weights = new Int32Array(CELLS * 8);

  constructor(tableBits: number) {
    this.table = new TranspositionTable(tableBits);
  }

  /** Forgets what it has seen. */
  clear(): void {
    this.table.clear();
  }

  /**
   * The position must be one where the player to move cannot win with the next disc.
   *
   * @param mineLow discs of the player to move, with `mineHigh`
   * @param takenLow all discs, with `takenHigh`
   * @param discs how many they are
   * @returns a lower bound of the score when it is at least `beta`, else an upper bound
   */
  bound(mineLow: number, mineHigh: number, takenLow: number, takenHigh: number, discs: number, beta: number) {
    const theirsLow = mineLow ^ takenLow;
    const theirsHigh = mineHigh ^ takenHigh;
    const dangerLow = winningLow(theirsLow, theirsHigh) & BOARD_LOW & ~takenLow;
    const dangerHigh = winningHigh(theirsLow, theirsHigh) & BOARD_HIGH & ~takenHigh;
    return this.search(mineLow, mineHigh, takenLow, takenHigh, dangerLow, dangerHigh, discs, beta);
  }

  /** @param dangerLow empty cells that would win for the opponent, with `dangerHigh` */
  private search(
    mineLow: number,
    mineHigh: number,
    takenLow: number,
    takenHigh: number,
    dangerLow: number,
    dangerHigh: number,
    discs: number,
    beta: number,
  ): number {
    this.positions++;
    let movesLow = (takenLow + BOTTOM_LOW) & BOARD_LOW;
    let movesHigh = (takenHigh + BOTTOM_HIGH) & BOARD_HIGH;
    const forcedLow = movesLow & dangerLow;
    const forcedHigh = movesHigh & dangerHigh;
    if ((forcedLow | forcedHigh) !== 0) {
      if (!isOneCell(forcedLow, forcedHigh)) return -((CELLS - discs) >> 1);
      movesLow = forcedLow;
      movesHigh = forcedHigh;
    }
    // Not below a cell where the opponent would win.
    movesLow &= ~(dangerLow >>> 1);
    movesHigh &= ~(dangerHigh >>> 1);
    if ((movesLow | movesHigh) === 0) return -((CELLS - discs) >> 1);
    if (discs >= CELLS - 2) return 0;
    // Nobody can win with the next disc: mine after that, and theirs, are the earliest.
    const most = (CELLS - 1 - discs) >> 1;
    if (most < beta) return most;
    const least = -((CELLS - 2 - discs) >> 1);
    if (least >= beta) return least;

    const theirsLow = mineLow ^ takenLow;
    const theirsHigh = mineHigh ^ takenHigh;
    const emptyLow = BOARD_LOW & ~takenLow;
    const emptyHigh = BOARD_HIGH & ~takenHigh;
    if (isOneCell(movesLow, movesHigh)) {
      const nextLow = mineLow | movesLow;
      const nextHigh = mineHigh | movesHigh;
      return -this.search(
        theirsLow,
        theirsHigh,
        takenLow | movesLow,
        takenHigh | movesHigh,
        winningLow(nextLow, nextHigh) & emptyLow,
        winningHigh(nextLow, nextHigh) & emptyHigh,
        discs + 1,
        1 - beta,
      );
    }

    const { table } = this;
    // Each column of the sum of both sets is another number for another column of discs.
    let keyLow = mineLow + takenLow;
    let keyHigh = mineHigh + takenHigh;
    if (discs < MIRROR_BEFORE) {
      const mirrorLow = mirroredHalf(keyHigh) | (keyLow & MIDDLE);
      const mirrorHigh = mirroredHalf(keyLow);
      if (mirrorHigh > keyHigh || (mirrorHigh === keyHigh && mirrorLow > keyLow)) {
        keyLow = mirrorLow;
        keyHigh = mirrorHigh;
      }
    }
    const known = table.find(keyLow, keyHigh, discs);
    if (known > LOWER - UPPER) {
      if (known - LOWER >= beta) return known - LOWER;
    } else if (known !== UNKNOWN && known - UPPER < beta) return known - UPPER;

    const { cell, threatsLow, threatsHigh } = this;
    const from = discs * 8;
    const to = this.listMoves(mineLow, mineHigh, movesLow, movesHigh, emptyLow, emptyHigh, from);
    if (discs < LOOK_AHEAD_BEFORE) {
      const replyLow = theirsLow + takenLow;
      const replyHigh = theirsHigh + takenHigh;
      for (let i = from; i < to; i++) {
        const bit = cell[i];
        const seen =
          bit > 0
            ? table.find(replyLow + bit, replyHigh, discs + 1)
            : table.find(replyLow, replyHigh - bit, discs + 1);
        if (seen !== UNKNOWN && seen <= LOWER - UPPER && UPPER - seen >= beta) return UPPER - seen;
      }
    }

    let best = -CELLS;
    for (let i = from; i < to && best < beta; i++) {
      const bit = cell[i];
      const low = Math.max(bit, 0);
      const high = Math.max(-bit, 0);
      const score = -this.search(
        theirsLow,
        theirsHigh,
        takenLow | low,
        takenHigh | high,
        threatsLow[i],
        threatsHigh[i],
        discs + 1,
        1 - beta,
      );
      if (score > best) best = score;
    }
    table.store(keyLow, keyHigh, discs, best + (best >= beta ? LOWER : UPPER));
    return best;
  }

  /** Writes moves into this depth's part of the lists, the most threats first. Returns where they end. */
  private listMoves(
    mineLow: number,
    mineHigh: number,
    movesLow: number,
    movesHigh: number,
    emptyLow: number,
    emptyHigh: number,
    from: number,
  ): number {
    const { cell, threatsLow, threatsHigh, weights } = this;
    let end = from;
    for (let i = 0; i < MAX_MOVES; i++) {
      const column = MIDDLE_OUT[i];
      let low = 0;
      let high = 0;
      if (column < LOW_COLUMNS) low = movesLow & (COLUMN << (COLUMN_BITS * column));
      else high = movesHigh & (COLUMN << (COLUMN_BITS * (column - LOW_COLUMNS)));
      if ((low | high) === 0) continue;
      const winsLow = winningLow(mineLow | low, mineHigh | high) & emptyLow;
      const winsHigh = winningHigh(mineLow | low, mineHigh | high) & emptyHigh;
      // A threat right above the disc counts half: it only makes the opponent take that cell.
      const above = (winsLow & (low << 1)) | (winsHigh & (high << 1));
      const weight = 2 * (countBits(winsLow) + countBits(winsHigh)) - (above === 0 ? 0 : 1);
      let at = end++;
      while (at > from && weights[at - 1] < weight) {
        cell[at] = cell[at - 1];
        threatsLow[at] = threatsLow[at - 1];
        threatsHigh[at] = threatsHigh[at - 1];
        weights[at] = weights[at - 1];
        at--;
      }
      cell[at] = low !== 0 ? low : -high;
      threatsLow[at] = winsLow;
      threatsHigh[at] = winsHigh;
      weights[at] = weight;
    }
    return end;
  }
}

/** Whether a set that is not empty has one cell only. */
function isOneCell(low: number, high: number): boolean {
  return (low === 0 || high === 0) && ((low & (low - 1)) | (high & (high - 1))) === 0;
}

/** Three columns of one half, outermost first, as the other half has them. */
function mirroredHalf(half: number): number {
  return (
    ((half >>> (2 * COLUMN_BITS)) & COLUMN) |
    (half & (COLUMN << COLUMN_BITS)) |
    ((half & COLUMN) << (2 * COLUMN_BITS))
  );
}
