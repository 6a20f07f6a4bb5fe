/**
 * A set of 64-bit position hashes in a piece of memory given to it: open addressing with linear probing, no removal.
 * The hash (0, 0) marks a free slot and cannot be stored.
 */
export class PositionSet {
  private readonly mask: number;

  /**
   * @param slots `[capacity, 2]`, all zero; capacity a power of two larger than the number of hashes ever added,
   *   at best twice as large
   */
  constructor(private readonly slots: Int32Array) {
    this.mask = slots.length / 2 - 1;
  }

  /** A capacity that leaves at least half of the slots free when `positions` are stored. */
  static capacity(positions: number): number {
    return 2 ** Math.ceil(Math.log2(2 * positions));
  }

  add(low: number, high: number): void {
    const slot = this.find(low, high);
    this.slots[slot] = low;
    this.slots[slot + 1] = high;
  }

  has(low: number, high: number): boolean {
    const slot = this.find(low, high);
    return (this.slots[slot] | this.slots[slot + 1]) !== 0;
  }

  /** Where the hash is, or the free slot where it would go. */
  private find(low: number, high: number): number {
    const { slots, mask } = this;
    for (let i = low & mask; ; i = (i + 1) & mask) {
      const slotLow = slots[2 * i];
      const slotHigh = slots[2 * i + 1];
      if ((slotLow === low && slotHigh === high) || (slotLow | slotHigh) === 0) return 2 * i;
    }
  }
}
