/** Where a sequence lies in a batch of rows. */
export interface Placement {
  readonly sequence: number;
  readonly row: number;
  /** Position in the row of its first token. */
  readonly start: number;
}

/** Rows of the same length that hold whole sequences, several in a row where they fit. */
export interface Packing {
  readonly time: number;
  readonly rows: number;
  readonly placements: readonly Placement[];
}

/**
 * Sequences begin at multiples of so many tokens of a row. ONNX Runtime's softmax adds up every eighth or sixteenth weight and then
 * neighbours among these sums: moved by a multiple of four, sums are made of the same pairs, and results are the same to the last bit.
 */
const START_GRAIN = 4;

/** Tokens of a row that a sequence takes from others. */
export const taken = (length: number): number => Math.ceil(length / START_GRAIN) * START_GRAIN;

/** No batch may have a larger share of padding. */
export const MOST_PADDING = 0.08;

/**
 * Distributes sequences over batches. A batch's rows are as long as its longest sequence; a row takes the longest
 * sequence that still fits until none does. A batch is closed when it is full, or when another row would leave more than
 * 8 % of it empty; so of all tokens together no more than that is padding.
 *
 * @param lengths of the sequences
 * @param budget most tokens of a batch; a longer sequence has one of its own
 */
export function pack(lengths: readonly number[], budget: number): Packing[] {
  const pool = byFallingLength(lengths);
  const packings: Packing[] = [];
  while (pool.length > 0) {
    const time = lengths[pool[0]];
    const mostRows = Math.max(1, Math.floor(budget / time));
    const placements: Placement[] = [];
    let rows = 0;
    for (let filled = 0; rows < mostRows && pool.length > 0; rows++) {
      const row = takeRow(pool, lengths, time);
      const total = row.reduce((sum, sequence) => sum + lengths[sequence], 0);
      if (time * (rows + 1) - (filled + total) > MOST_PADDING * time * (rows + 1)) {
        putBack(pool, lengths, row);
        break;
      }
      filled += total;
      let start = 0;
      for (const sequence of row) {
        placements.push({ sequence, row: rows, start });
        start += taken(lengths[sequence]);
      }
    }
    packings.push({ time, rows, placements });
  }
  return packings;
}

/** Numbers of sequences, the longest first. */
export function byFallingLength(lengths: readonly number[]): number[] {
  return lengths.map((_, sequence) => sequence).sort((a, b) => lengths[b] - lengths[a] || a - b);
}

/** Takes sequences for one row from a pool that is sorted by falling length. */
function takeRow(pool: number[], lengths: readonly number[], time: number): number[] {
  const row: number[] = [];
  let space = time;
  for (;;) {
    const at = firstThatFits(pool, lengths, space);
    if (at === pool.length) return row;
    const [sequence] = pool.splice(at, 1);
    row.push(sequence);
    space -= taken(lengths[sequence]);
  }
}

/** The place of the longest sequence of at most this length; the pool's length when there is none. */
function firstThatFits(pool: readonly number[], lengths: readonly number[], space: number): number {
  let [low, high] = [0, pool.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lengths[pool[middle]] <= space) high = middle;
    else low = middle + 1;
  }
  return low;
}

function putBack(pool: number[], lengths: readonly number[], row: readonly number[]): void {
  for (const sequence of row) pool.push(sequence);
  pool.sort((a, b) => lengths[b] - lengths[a] || a - b);
}
