import { OptionError } from "../../errors.js";
import { TERMINAL } from "../game.js";
import {
  BOARD_HIGH,
  BOARD_LOW,
  BOTTOM_HIGH,
  BOTTOM_LOW,
  CELLS,
  COLUMNS,
  hasFour,
  MIDDLE_OUT,
} from "./board.js";
import { bookMove } from "./book.js";
import { ConnectFourState } from "./connect-four.js";
import { NullWindowSearch } from "./search.js";
import { countBits, winningHigh, winningLow } from "./threats.js";

/** With so many discs, the score is found in about a second. */
const EXACT_FROM = 8;

/** The score of a column that is full, or of any column once the game is over. */
export const UNPLAYABLE = -1000;

export interface ConnectFourSolverOptions {
  /** The table of positions seen has 2^tableBits entries of 8 bytes. 16 to 27, default 22 (32 MiB). */
  readonly tableBits?: number;
}

/**
 * Plays Connect Four perfectly. The *score* of a position, for the player to move, is positive for a win, 0 for a draw
 * and negative for a loss: 22 less the winner's number of discs at the end, so that a win is worth more the sooner it is.
 *
 * @example
 * const solver = new ConnectFourSolver();
 * const state = connectFour().newState();
 * for (const column of [3, 3, 3, 3, 3, 1, 4, 4]) state.apply(column);
 * console.log(solver.scores(state));
 */
export class ConnectFourSolver {
  private readonly search: NullWindowSearch;
  private readonly child = new ConnectFourState();
  private readonly mask = new Uint8Array(COLUMNS);

  constructor({ tableBits = 22 }: ConnectFourSolverOptions = {}) {
    if (!Number.isInteger(tableBits) || tableBits < 16 || tableBits > 27)
      throw new OptionError("tableBits", "an integer from 16 to 27", tableBits);
    this.search = new NullWindowSearch(tableBits);
  }

  /** How many positions were searched so far. */
  get positions(): number {
    return this.search.positions;
  }

  /** Forgets all positions seen; answers stay the same, and cost what they cost at first. */
  clear(): void {
    this.search.clear();
  }

  /** The exact score of a position for the player to move. */
  score(state: ConnectFourState): number {
    const settled = settledScore(state);
    if (settled !== undefined) return settled;
    const discs = countDiscs(state);
    let least = -((CELLS - discs) >> 1);
    let most = (CELLS - 1 - discs) >> 1;
    while (least < most) {
      const beta = probe(least, most);
      const bound = this.bound(state, beta);
      if (bound >= beta) least = bound;
      else most = bound;
    }
    return least || 0; // Never −0.
  }

  /** Whether the score is at least `score`; much faster than finding the score. */
  isAtLeast(state: ConnectFourState, score: number): boolean {
    return (settledScore(state) ?? this.bound(state, score)) >= score;
  }

  /** 1 when the player to move can win, 0 when it can draw, −1 when it loses. Much faster than the score. */
  outcome(state: ConnectFourState): number {
    if (this.isAtLeast(state, 1)) return 1;
    return this.isAtLeast(state, 0) ? 0 : -1;
  }

  /** `[7]`: the score of each column for the player to move, {@link UNPLAYABLE} for those that are full. */
  scores(state: ConnectFourState): Int32Array {
    return this.forEachColumn(state, (child) => -this.score(child));
  }

  /** `[7]`: the outcome of each column for the player to move, {@link UNPLAYABLE} for those that are full. */
  outcomes(state: ConnectFourState): Int32Array {
    return this.forEachColumn(state, (child) => -this.outcome(child));
  }

  /**
   * A column that keeps the outcome, the one nearest to the middle among equals. Lost positions are defended for as
   * long as possible, and from the eighth disc on wins are as fast as possible; before that only the outcome counts,
   * which is known in seconds where the score takes a minute. The first moves come from a book, see `book.ts`.
   *
   * @returns −1 when the game is over
   */
  bestMove(state: ConnectFourState): number {
    return state.player === TERMINAL ? -1 : (bookMove(state) ?? this.searchMove(state));
  }

  /** {@link bestMove} without the book. */
  searchMove(state: ConnectFourState): number {
    const outcome = this.outcome(state);
    const goal = outcome < 0 || countDiscs(state) >= EXACT_FROM ? this.score(state) : outcome;
    state.legalActions(this.mask);
    const { child } = this;
    for (const column of MIDDLE_OUT) {
      if (!this.mask[column]) continue;
      child.copyFrom(state);
      child.apply(column);
      if (!this.isAtLeast(child, 1 - goal)) return column;
    }
    return -1;
  }

  private forEachColumn(state: ConnectFourState, value: (child: ConnectFourState) => number): Int32Array {
    const result = new Int32Array(COLUMNS).fill(UNPLAYABLE);
    state.legalActions(this.mask);
    const { child } = this;
    for (let column = 0; column < COLUMNS; column++) {
      if (!this.mask[column]) continue;
      child.copyFrom(state);
      child.apply(column);
      result[column] = value(child);
    }
    return result;
  }

  private bound({ mineLow, mineHigh, theirsLow, theirsHigh }: ConnectFourState, beta: number): number {
    const takenLow = mineLow | theirsLow;
    const takenHigh = mineHigh | theirsHigh;
    const discs = countBits(takenLow) + countBits(takenHigh);
    return this.search.bound(mineLow, mineHigh, takenLow, takenHigh, discs, beta);
  }
}

/** The score to ask about next: first those near 0, for which the search is the quickest. */
function probe(least: number, most: number): number {
  const middle = least + ((most - least) >> 1);
  const towardsLoss = Math.trunc(least / 2);
  const towardsWin = Math.trunc(most / 2);
  if (middle <= 0 && towardsLoss < middle) return towardsLoss + 1;
  if (middle >= 0 && towardsWin > middle) return towardsWin + 1;
  return middle + 1;
}

/** The score when the game is over or the player to move wins at once. */
function settledScore(state: ConnectFourState): number | undefined {
  const { mineLow, mineHigh, theirsLow, theirsHigh } = state;
  const discs = countDiscs(state);
  if (state.player === TERMINAL) return hasFour(theirsLow, theirsHigh) ? -((CELLS + 2 - discs) >> 1) : 0;
  const movesLow = ((mineLow | theirsLow) + BOTTOM_LOW) & BOARD_LOW;
  const movesHigh = ((mineHigh | theirsHigh) + BOTTOM_HIGH) & BOARD_HIGH;
  const wins = (winningLow(mineLow, mineHigh) & movesLow) | (winningHigh(mineLow, mineHigh) & movesHigh);
  return wins !== 0 ? (CELLS + 1 - discs) >> 1 : undefined;
}

function countDiscs({ mineLow, mineHigh, theirsLow, theirsHigh }: ConnectFourState): number {
  return countBits(mineLow | theirsLow) + countBits(mineHigh | theirsHigh);
}
