/** Words as rows of symbol ids, each with the number of times it occurs. Rows shrink as symbols are merged. */
export class WordTable {
  private readonly symbols: Int32Array;
  private readonly starts: Int32Array;
  private readonly lengths: Int32Array;
  private readonly counts: Float64Array;

  /** @param ids of every character in the words */
  constructor(words: ReadonlyMap<string, number>, ids: ReadonlyMap<string, number>) {
    let characters = 0;
    for (const word of words.keys()) characters += word.length;
    this.symbols = new Int32Array(characters);
    this.starts = new Int32Array(words.size);
    this.lengths = new Int32Array(words.size);
    this.counts = Float64Array.from(words.values());
    let at = 0;
    let row = 0;
    for (const word of words.keys()) {
      this.starts[row] = at;
      this.lengths[row++] = word.length;
      for (let i = 0; i < word.length; i++) this.symbols[at++] = ids.get(word[i])!;
    }
  }

  /** Visits every two neighbours with the number of times that their word occurs. */
  forEachPair(visit: (left: number, right: number, count: number, word: number) => void): void {
    for (let word = 0; word < this.starts.length; word++) {
      const start = this.starts[word];
      for (let i = start + 1; i < start + this.lengths[word]; i++)
        visit(this.symbols[i - 1], this.symbols[i], this.counts[word], word);
    }
  }

  /**
   * Replaces two neighbours by a new symbol wherever they stand in a word, from left to right.
   *
   * @param added told of the pairs that the new symbol makes with its neighbours
   * @param removed told of the pairs that its halves made with them
   */
  merge(
    word: number,
    left: number,
    right: number,
    id: number,
    added: (left: number, right: number, count: number, word: number) => void,
    removed: (left: number, right: number, count: number) => void,
  ): void {
    const { symbols } = this;
    const start = this.starts[word];
    const end = start + this.lengths[word];
    const count = this.counts[word];
    let to = start;
    for (let from = start; from < end; to++) {
      const isPair = symbols[from] === left && from + 1 < end && symbols[from + 1] === right;
      if (!isPair) {
        symbols[to] = symbols[from++];
        continue;
      }
      from += 2;
      if (to > start) {
        removed(symbols[to - 1], left, count);
        added(symbols[to - 1], id, count, word);
      }
      if (from < end) {
        removed(right, symbols[from], count);
        added(id, symbols[from], count, word);
      }
      symbols[to] = id;
    }
    this.lengths[word] = to - start;
  }
}
