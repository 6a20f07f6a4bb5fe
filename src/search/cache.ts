const WAYS = 4;

/**
 * What the network said about positions, by the 64-bit hash of their observation. Buckets of four entries, the
 * least recently used one replaced. An entry is *reserved* when its position is sent to the network and *ready* when
 * the answer is in, so that a second request in the same batch can share the row.
 */
export class EvaluationCache {
  /** Number of entries; a power of two, or 0 for no cache. */
  readonly size: number;
  private readonly mask: number;
  private readonly low: Int32Array;
  private readonly high: Int32Array;
  /** The generation an entry belongs to; entries of older generations are empty. */
  private readonly owner: Int32Array;
  private readonly used: Int32Array;
  /** The row of the batch that will answer a reserved entry, −1 when the entry is ready. */
  private readonly row: Int32Array;
  /** `[size, actions]` */
  readonly logits: Float32Array;
  /** `[size]` */
  readonly values: Float32Array;
  private generation = 1;
  private clock = 0;

  /** @param size number of entries, rounded down to a power of two; below 4 means no cache */
  constructor(
    size: number,
    private readonly actions: number,
  ) {
    this.size = size < WAYS ? 0 : 2 ** Math.floor(Math.log2(size));
    this.mask = this.size - WAYS;
    this.low = new Int32Array(this.size);
    this.high = new Int32Array(this.size);
    this.owner = new Int32Array(this.size);
    this.used = new Int32Array(this.size);
    this.row = new Int32Array(this.size);
    this.logits = new Float32Array(this.size * actions);
    this.values = new Float32Array(this.size);
  }

  /** The entry of a position, ready or reserved, or −1. */
  find(low: number, high: number): number {
    if (this.size === 0) return -1;
    const bucket = low & this.mask;
    for (let entry = bucket; entry < bucket + WAYS; entry++) {
      if (this.low[entry] === low && this.high[entry] === high && this.owner[entry] === this.generation) {
        this.used[entry] = ++this.clock;
        return entry;
      }
    }
    return -1;
  }

  /** The row that will answer a reserved entry, or −1 when it is ready. */
  rowOf(entry: number): number {
    return this.row[entry];
  }

  /** Takes an entry for a position whose answer will be in `row`. Returns −1 when there is no cache. */
  reserve(low: number, high: number, row: number): number {
    if (this.size === 0) return -1;
    const bucket = low & this.mask;
    let victim = bucket;
    for (let entry = bucket; entry < bucket + WAYS; entry++) {
      if (this.owner[entry] !== this.generation) {
        victim = entry;
        break;
      }
      if (this.used[entry] < this.used[victim]) victim = entry;
    }
    this.low[victim] = low;
    this.high[victim] = high;
    this.owner[victim] = this.generation;
    this.used[victim] = ++this.clock;
    this.row[victim] = row;
    return victim;
  }

  /** Stores the answer to a reserved entry, unless the entry was given to another position in the meantime. */
  fill(entry: number, row: number, logits: Float32Array, values: Float32Array): void {
    if (entry < 0 || this.row[entry] !== row || this.owner[entry] !== this.generation) return;
    this.row[entry] = -1;
    const from = row * this.actions;
    const to = entry * this.actions;
    for (let i = 0; i < this.actions; i++) this.logits[to + i] = logits[from + i];
    this.values[entry] = values[row];
  }

  /** Empties the cache, in constant time. */
  forget(): void {
    this.generation++;
    this.clock = 0;
  }
}
