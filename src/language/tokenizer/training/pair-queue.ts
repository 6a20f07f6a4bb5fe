/**
 * A heap of pairs, the most frequent first, of equally frequent ones the one with the smallest key. Counts are those
 * at the time of {@link push}; whoever takes an entry out must see whether it still holds.
 */
export class PairQueue {
  private readonly counts: number[] = [];
  private readonly keys: number[] = [];

  push(key: number, count: number): void {
    const { counts, keys } = this;
    let at = keys.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(count, key, counts[parent], keys[parent])) break;
      counts[at] = counts[parent];
      keys[at] = keys[parent];
      at = parent;
    }
    counts[at] = count;
    keys[at] = key;
  }

  /** Takes the first entry out; undefined when there is none. */
  pop(): { readonly key: number; readonly count: number } | undefined {
    const { counts, keys } = this;
    if (keys.length === 0) return undefined;
    const first = { key: keys[0], count: counts[0] };
    const key = keys.pop()!;
    const count = counts.pop()!;
    if (keys.length > 0) this.sink(key, count);
    return first;
  }

  /** Puts an entry in at the top, in place of what is there. */
  private sink(key: number, count: number): void {
    const { counts, keys } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= keys.length) break;
      const right = child + 1;
      if (right < keys.length && isBefore(counts[right], keys[right], counts[child], keys[child]))
        child = right;
      if (!isBefore(counts[child], keys[child], count, key)) break;
      counts[at] = counts[child];
      keys[at] = keys[child];
      at = child;
    }
    counts[at] = count;
    keys[at] = key;
  }
}

function isBefore(countA: number, keyA: number, countB: number, keyB: number): boolean {
  return countA > countB || (countA === countB && keyA < keyB);
}
