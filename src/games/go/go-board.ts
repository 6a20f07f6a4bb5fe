import type { Geometry } from "./geometry.js";
import { PositionSet } from "./position-set.js";
import type { ZobristKeys } from "./zobrist.js";

export const EMPTY = 0;
export const BLACK = 1;
export const WHITE = 2;
const RIM = 4;
const NO_CHAIN = 0;

/**
 * The stones of a Go game and every position it has been through. Chains are circular lists with a root, and know the
 * exclusive or of their stones' Zobrist keys and their pseudo-liberties: how many pairs there are of a stone and an
 * empty point beside it, which is zero exactly when there is no liberty. So what a move would lead to is known
 * without playing it, and all arrays live in one buffer, so that a copy is one copy of memory.
 */
export class GoBoard {
  /** `[cells]` {@link EMPTY}, {@link BLACK}, {@link WHITE} or the rim. */
  readonly colours: Uint8Array;
  private low: number;
  private high: number;
  private readonly memory: Uint8Array;
  private readonly start: Uint8Array;
  private readonly seen: PositionSet;
  /** `[cells]` bit `colour`: a stone of that colour has been put here at some time. */
  private readonly played: Uint8Array;
  /** `[cells]` how many of the four neighbours are empty. */
  private readonly free: Uint8Array;
  /** `[cells]` the root of the chain of the stone here; 0, which is a cell of the rim, where there is none. */
  private readonly root: Uint16Array;
  /** `[cells]` the next stone of the chain, round and round. */
  private readonly next: Uint16Array;
  /** The rest is `[cells]` and holds at the root of a chain. */
  private readonly liberties: Int16Array;
  private readonly stones: Uint16Array;
  private readonly chainLow: Int32Array;
  private readonly chainHigh: Int32Array;
  /** `[points]` the empty cells, in no order. */
  private readonly empties: Uint16Array;
  /** `[cells]` where in that list an empty cell is. */
  private readonly place: Uint16Array;
  private emptyCount: number;
  private readonly stride: number;
  private readonly beside: readonly number[];

  /** @param positions how many moves, at most, will be played between two resets */
  constructor(
    private readonly geometry: Geometry,
    private readonly keys: ZobristKeys,
    positions: number,
  ) {
    const { cells, points, stride } = geometry;
    const slots = 2 * PositionSet.capacity(positions + 1);
    this.memory = new Uint8Array(4 * slots + (4 + 4 + 2 + 2 + 2 + 2 + 2 + 1 + 1 + 1) * cells + 2 * points);
    const { buffer } = this.memory;
    let at = 0;
    const take = (bytes: number) => {
      at += bytes;
      return at - bytes;
    };
    this.seen = new PositionSet(new Int32Array(buffer, take(4 * slots), slots));
    this.chainLow = new Int32Array(buffer, take(4 * cells), cells);
    this.chainHigh = new Int32Array(buffer, take(4 * cells), cells);
    this.root = new Uint16Array(buffer, take(2 * cells), cells);
    this.next = new Uint16Array(buffer, take(2 * cells), cells);
    this.liberties = new Int16Array(buffer, take(2 * cells), cells);
    this.stones = new Uint16Array(buffer, take(2 * cells), cells);
    this.place = new Uint16Array(buffer, take(2 * cells), cells);
    this.empties = new Uint16Array(buffer, take(2 * points), points);
    this.colours = new Uint8Array(buffer, take(cells), cells);
    this.played = new Uint8Array(buffer, take(cells), cells);
    this.free = new Uint8Array(buffer, take(cells), cells);
    this.stride = stride;
    this.beside = [-stride, -1, 1, stride];
    this.colours.fill(RIM);
    geometry.cellOf.forEach((cell, point) => {
      this.colours[cell] = EMPTY;
      this.empties[point] = cell;
      this.place[cell] = point;
    });
    this.emptyCount = points;
    for (const cell of geometry.cellOf)
      this.free[cell] = this.beside.filter((step) => this.colours[cell + step] === EMPTY).length;
    this.low = keys.emptyLow;
    this.high = keys.emptyHigh;
    this.seen.add(this.low, this.high);
    this.start = this.memory.slice();
  }

  reset(): void {
    this.memory.set(this.start);
    this.low = this.keys.emptyLow;
    this.high = this.keys.emptyHigh;
    this.emptyCount = this.geometry.points;
  }

  copyFrom(other: GoBoard): void {
    this.memory.set(other.memory);
    this.low = other.low;
    this.high = other.high;
    this.emptyCount = other.emptyCount;
  }

  /** Puts a stone on an empty cell and takes off what has no liberty then, first of the other colour, then of its own. */
  play(cell: number, colour: number): void {
    const { colours, root, liberties, beside } = this;
    const { low, high } = this.keys;
    const key = colour * colours.length + cell;
    const last = this.empties[--this.emptyCount];
    this.empties[this.place[cell]] = last;
    this.place[last] = this.place[cell];
    colours[cell] = colour;
    this.played[cell] |= colour;
    root[cell] = cell;
    this.next[cell] = cell;
    this.stones[cell] = 1;
    this.chainLow[cell] = low[key];
    this.chainHigh[cell] = high[key];
    this.low ^= low[key];
    this.high ^= high[key];
    liberties[cell] = this.free[cell];
    for (let i = 0; i < 4; i++) {
      const near = cell + beside[i];
      this.free[near]--;
      liberties[root[near]]--;
    }
    for (let i = 0; i < 4; i++) {
      const near = cell + beside[i];
      const stone = colours[near];
      if (stone === colour) this.join(root[cell], root[near]);
      else if (root[near] !== NO_CHAIN && liberties[root[near]] === 0) this.remove(root[near]);
    }
    if (liberties[root[cell]] === 0) this.remove(root[cell]);
    this.seen.add(this.low, this.high);
  }

  /**
   * Writes 1 for each point where a stone of the colour may be put and 0 for the others.
   * @param mask `[≥ points]`
   * @returns how many there are
   */
  legalPoints(mask: Uint8Array, colour: number): number {
    const { empties, emptyCount, free, played } = this;
    const { pointOf, points } = this.geometry;
    mask.fill(0, 0, points);
    let count = 0;
    for (let i = 0; i < emptyCount; i++) {
      const cell = empties[i];
      // Where no such stone has ever stood, a position with one is new.
      if ((free[cell] > 0 && (played[cell] & colour) === 0) || this.isNew(cell, colour)) {
        mask[pointOf[cell]] = 1;
        count++;
      }
    }
    return count;
  }

  /**
   * Whether the position after putting a stone on an empty cell, with what it captures taken off, is a new one. Suicide
   * of one stone brings the same position back and so is never new.
   *
   * This is where random play spends its time, so it is arithmetic on bits: a processor cannot foresee the branches.
   */
  private isNew(cell: number, colour: number): boolean {
    const { colours, root, liberties, stride, chainLow, chainHigh } = this;
    const a = root[cell - stride];
    const b = root[cell - 1];
    const c = root[cell + 1];
    const d = root[cell + stride];
    const ab = equal(a, b);
    const ac = equal(a, c);
    const ad = equal(a, d);
    const bc = equal(b, c);
    const bd = equal(b, d);
    const cd = equal(c, d);
    // A chain has its last liberty here when all its pseudo-liberties are sides of this cell.
    const lastA = equal(liberties[a], 1 + ab + ac + ad);
    const lastB = equal(liberties[b], 1 + ab + bc + bd);
    const lastC = equal(liberties[c], 1 + ac + bc + cd);
    const lastD = equal(liberties[d], 1 + ad + bd + cd);
    const mine = colour - 1;
    const ownA = (colours[a] >> mine) & 1;
    const ownB = (colours[b] >> mine) & 1;
    const ownC = (colours[c] >> mine) & 1;
    const ownD = (colours[d] >> mine) & 1;
    const theirs = 1 - mine;
    let takeA = (colours[a] >> theirs) & lastA;
    let takeB = (colours[b] >> theirs) & lastB;
    let takeC = (colours[c] >> theirs) & lastC;
    let takeD = (colours[d] >> theirs) & lastD;
    let low = this.low;
    let high = this.high;
    const captures = takeA | takeB | takeC | takeD;
    const joins = (ownA & ~lastA) | (ownB & ~lastB) | (ownC & ~lastC) | (ownD & ~lastD);
    if ((this.free[cell] | captures | joins) !== 0) {
      if ((this.played[cell] & colour) === 0) return true;
      const key = colour * colours.length + cell;
      low ^= this.keys.low[key];
      high ^= this.keys.high[key];
    } else {
      if ((ownA | ownB | ownC | ownD) === 0) return false;
      takeA = ownA;
      takeB = ownB;
      takeC = ownC;
      takeD = ownD;
    }
    // A chain on several sides is taken off once.
    takeB &= ~ab;
    takeC &= ~(ac | bc);
    takeD &= ~(ad | bd | cd);
    low ^= (chainLow[a] & -takeA) ^ (chainLow[b] & -takeB) ^ (chainLow[c] & -takeC) ^ (chainLow[d] & -takeD);
    high ^=
      (chainHigh[a] & -takeA) ^ (chainHigh[b] & -takeB) ^ (chainHigh[c] & -takeC) ^ (chainHigh[d] & -takeD);
    return !this.seen.has(low, high);
  }

  private join(a: number, b: number): void {
    if (a === b) return;
    const { root, next, stones } = this;
    const large = stones[a] >= stones[b] ? a : b;
    const small = large === a ? b : a;
    let cell = small;
    do {
      root[cell] = large;
      cell = next[cell];
    } while (cell !== small);
    const after = next[large];
    next[large] = next[small];
    next[small] = after;
    stones[large] += stones[small];
    this.liberties[large] += this.liberties[small];
    this.chainLow[large] ^= this.chainLow[small];
    this.chainHigh[large] ^= this.chainHigh[small];
  }

  private remove(chain: number): void {
    const { colours, root, free, liberties, next, beside } = this;
    this.low ^= this.chainLow[chain];
    this.high ^= this.chainHigh[chain];
    let cell = chain;
    do {
      colours[cell] = EMPTY;
      root[cell] = NO_CHAIN;
      this.place[cell] = this.emptyCount;
      this.empties[this.emptyCount++] = cell;
      for (let i = 0; i < 4; i++) {
        const near = cell + beside[i];
        free[near]++;
        liberties[root[near]]++;
      }
      cell = next[cell];
    } while (cell !== chain);
  }
}

/** 1 if two integers from 0 to 2^31 − 1 are equal, else 0. */
function equal(a: number, b: number): number {
  return ((a ^ b) - 1) >>> 31;
}
