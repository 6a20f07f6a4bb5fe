import { PairQueue } from "./pair-queue.js";
import { WordTable } from "./word-table.js";

/** What is known of two symbols that stand side by side. */
interface Pair {
  /** How often they do. */
  count: number;
  /** Words in which they do or did. */
  readonly words: number[];
}

/** What {@link learnMerges} finds. */
export interface Merges {
  /** Symbols by id: the alphabet, then what the merges make. */
  readonly symbols: readonly string[];
  /** Ids of the two halves, in the order of learning. */
  readonly merges: readonly (readonly [left: number, right: number])[];
}

/**
 * Byte-pair encoding (Sennrich et al. 2016): joins the most frequent pair of neighbours into a new symbol until there
 * are enough. Of equally frequent pairs the one with the smaller left id comes first, then that with the smaller
 * right id, as in Python's `tokenizers`. Counts are kept up to date word by word, the next pair comes from a heap.
 *
 * @param words how often each occurs; written in characters of the alphabet
 * @param alphabet symbols to begin with, ids in their order
 * @param size symbols wanted; fewer come out when no pair occurs `minFrequency` times any more
 */
export function learnMerges(
  words: ReadonlyMap<string, number>,
  alphabet: readonly string[],
  size: number,
  minFrequency: number,
): Merges {
  const symbols = [...alphabet];
  const ids = new Map(symbols.map((symbol, id) => [symbol, id]));
  const merges: [number, number][] = [];
  const table = new WordTable(words, ids);
  const pairs = new Map<number, Pair>();
  const stride = Math.max(size, symbols.length);
  const grown = new Set<number>();
  const add = (left: number, right: number, count: number, word: number) => {
    const key = left * stride + right;
    const pair = pairs.get(key);
    if (!pair) pairs.set(key, { count, words: [word] });
    else {
      pair.count += count;
      if (pair.words.at(-1) !== word) pair.words.push(word);
    }
    grown.add(key);
  };
  const remove = (left: number, right: number, count: number) => {
    const pair = pairs.get(left * stride + right);
    if (pair) pair.count -= count;
  };

  const queue = new PairQueue();
  const enqueueGrown = () => {
    for (const key of grown) queue.push(key, pairs.get(key)!.count);
    grown.clear();
  };
  table.forEachPair(add);
  enqueueGrown();
  while (symbols.length < size) {
    const top = queue.pop();
    if (!top || top.count < minFrequency) break;
    const pair = pairs.get(top.key);
    if (!pair) continue;
    if (pair.count !== top.count) {
      if (pair.count > 0) queue.push(top.key, pair.count);
      continue;
    }
    pairs.delete(top.key);
    const left = Math.floor(top.key / stride);
    const right = top.key % stride;
    const symbol = symbols[left] + symbols[right];
    // Two merges can make the same symbol.
    const id = ids.get(symbol) ?? symbols.push(symbol) - 1;
    ids.set(symbol, id);
    merges.push([left, right]);
    for (const word of pair.words) table.merge(word, left, right, id, add, remove);
    enqueueGrown();
  }
  return { symbols, merges };
}
