import { EvaluationCache } from "./cache.js";
import { ObservationHash } from "./hash.js";
import type { SearchStatistics } from "./search.js";

/** The rows that go to the network together, and the cache that spares it rows. */
export class EvaluationBatch {
  /** Rows of the batch so far. */
  rows = 0;
  /** After {@link ask}: the row that will answer. */
  row = 0;
  /** What was answered before, by entry: `[entries, actions]` and `[entries]`. */
  readonly cache: EvaluationCache;
  private readonly hash: ObservationHash;
  /** `[capacity]`: the cache entry that each row of the batch will fill. */
  private readonly rowEntry: Int32Array;
  /** Counts how often the weights changed. */
  private generation = 0;
  private begun = 0;

  /**
   * @param size numbers of an observation
   * @param capacity the most rows of a batch
   */
  constructor(
    private readonly size: number,
    capacity: number,
    cacheSize: number,
    actions: number,
    private readonly statistics: SearchStatistics,
  ) {
    this.cache = new EvaluationCache(cacheSize, actions);
    this.hash = new ObservationHash(size);
    this.rowEntry = new Int32Array(capacity);
  }

  /** Where the next row's observation is to be written. */
  get offset(): number {
    return this.rows * this.size;
  }

  /** The weights whose answers count, as a number that grows. */
  get weights(): number {
    return this.generation;
  }

  /** Starts a batch. */
  begin(): void {
    this.rows = 0;
    this.begun = this.generation;
  }

  /**
   * Asks for the evaluation of the observation at {@link offset}.
   * @returns the cache's entry that has the answer; −1 when it will be in {@link row} of the batch
   */
  ask(observations: Float32Array): number {
    const entry = this.find(observations);
    if (entry < 0) {
      this.row = this.rows++;
      this.statistics.evaluations++;
      this.rowEntry[this.row] = this.cache.reserve(this.hash.low, this.hash.high, this.row);
      return -1;
    }
    this.row = this.cache.rowOf(entry);
    if (this.row >= 0) {
      this.statistics.shared++;
      return -1;
    }
    this.statistics.cacheHits++;
    return entry;
  }

  /** Remembers the answers to the batch, unless the weights have changed since it began. */
  remember(logits: Float32Array, values: Float32Array): void {
    if (this.begun === this.generation) {
      for (let row = 0; row < this.rows; row++) this.cache.fill(this.rowEntry[row], row, logits, values);
    }
    this.rows = 0;
  }

  /** The weights have changed: nothing that was answered counts any longer. */
  forget(): void {
    this.generation++;
    this.cache.forget();
  }

  private find(observations: Float32Array): number {
    if (this.cache.size === 0) return -1;
    this.hash.of(observations, this.offset);
    return this.cache.find(this.hash.low, this.hash.high);
  }
}
