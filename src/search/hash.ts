import { Random } from "../random/index.js";

/**
 * A 64-bit hash of observations: two multilinear sums Σ rᵢ·wᵢ over the 32-bit words, each with its own random
 * coefficients (Carter and Wegman 1979). Two observations made of zeros and ones that differ have the same hash
 * with probability 2⁻⁶⁴, whatever they are, and the loop has no chain of dependent multiplications.
 */
export class ObservationHash {
  /** The two halves of the last hash, as 32-bit integers. */
  low = 0;
  high = 0;
  private readonly first: Int32Array;
  private readonly second: Int32Array;
  private words: Int32Array = new Int32Array(0);
  private seen: Float32Array | null = null;

  /** @param size numbers in one observation */
  constructor(private readonly size: number) {
    const random = new Random(0, "observation hash");
    this.first = Int32Array.from({ length: size }, () => random.uint32());
    this.second = Int32Array.from({ length: size }, () => random.uint32());
  }

  /** Hashes the observation that starts at `offset`; the answer is in {@link low} and {@link high}. */
  of(observations: Float32Array, offset: number): void {
    if (this.seen !== observations) {
      this.seen = observations;
      this.words = new Int32Array(observations.buffer, observations.byteOffset, observations.length);
    }
    const { words, first, second, size } = this;
    let low = 0;
    let high = 0;
    for (let i = 0; i < size; i++) {
      const word = words[offset + i];
      // A float like 1.0 has zeros in its low bits; folding the exponent in makes it odd, so no bit of r is lost.
      const odd = word ^ (word >>> 23);
      low = (low + Math.imul(odd, first[i])) | 0;
      high = (high + Math.imul(odd, second[i])) | 0;
    }
    this.low = mixed(low);
    this.high = mixed(high);
  }
}

/** A bijection of 32 bits after which every bit depends on all (the finaliser of MurmurHash3). */
function mixed(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
