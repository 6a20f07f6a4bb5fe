import { threefry2x32 } from "./threefry.js";

/** Where a {@link Random} stands: enough to continue it exactly. */
export interface RandomState {
  readonly key: readonly [number, number];
  readonly position: number;
}

/**
 * A stream of random numbers named by a seed and a purpose. Two streams with the same name give the same numbers
 * on every machine and however many workers draw from other streams; that is what makes runs repeatable.
 *
 * @example
 * const random = new Random(seed, "self-play", gameIndex);
 * const action = random.integer(7);
 */
export class Random {
  private key0: number;
  private key1: number;
  private readonly words = new Uint32Array(2);
  /** Number of 32-bit words drawn so far; below 2^53. */
  private drawn = 0;

  /**
   * @param seed any integer below 2^53
   * @param purpose words and numbers that name the stream, for example `("self-play", 17)`
   */
  constructor(seed: number, ...purpose: readonly (string | number)[]) {
    const words = new Uint32Array([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]);
    for (const part of purpose) {
      absorb(words, typeof part === "string" ? 1 : 2);
      if (typeof part === "number") {
        absorb(words, part >>> 0);
        absorb(words, Math.floor(part / 2 ** 32) >>> 0);
      } else for (let i = 0; i < part.length; i++) absorb(words, part.charCodeAt(i));
    }
    this.key0 = words[0];
    this.key1 = words[1];
  }

  /** A stream continued from where {@link state} was read. */
  static from(state: RandomState): Random {
    const random = new Random(0);
    [random.key0, random.key1] = state.key;
    random.seek(state.position);
    return random;
  }

  get state(): RandomState {
    return { key: [this.key0, this.key1], position: this.drawn };
  }

  /** An integer from 0 to 2^32 − 1, all equally likely. */
  uint32(): number {
    const half = this.drawn & 1;
    if (half === 0) {
      const block = this.drawn / 2;
      threefry2x32(this.key0, this.key1, block | 0, Math.floor(block / 2 ** 32), this.words);
    }
    this.drawn++;
    return this.words[half];
  }

  /** A number in [0, 1) with 32 random bits. */
  float(): number {
    return this.uint32() / 2 ** 32;
  }

  /** An integer in [0, `below`), without modulo bias worth measuring (`below` ≪ 2^32). */
  integer(below: number): number {
    return Math.floor(this.float() * below);
  }

  /** One of a list that is not empty, all equally likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)];
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** A sample of the standard Gumbel distribution. */
  gumbel(): number {
    return -Math.log(-Math.log(this.open()));
  }

  /** A sample of the standard normal distribution (Box and Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.open())) * Math.cos(2 * Math.PI * this.float());
  }

  /** A sample of the gamma distribution with the given shape and scale 1 (Marsaglia and Tsang 2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.open() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(this.open()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** An index drawn in proportion to `weights[0 … count)`, which need not sum to one. */
  categorical(weights: ArrayLike<number>, count = weights.length): number {
    let total = 0;
    for (let i = 0; i < count; i++) total += weights[i];
    let left = this.float() * total;
    let last = 0;
    for (let i = 0; i < count; i++) {
      if (weights[i] <= 0) continue;
      last = i;
      left -= weights[i];
      if (left < 0) return i;
    }
    return last;
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swap = items[i];
      items[i] = items[j];
      items[j] = swap;
    }
    return items;
  }

  private open(): number {
    return (this.uint32() + 0.5) / 2 ** 32;
  }

  private seek(position: number): void {
    this.drawn = position;
    if ((position & 1) === 1) {
      this.drawn = position - 1;
      this.uint32();
    }
  }
}

function absorb(words: Uint32Array, word: number): void {
  threefry2x32(words[0], words[1], word, 0x5e1f_91a7, words);
}
