import { OptionError } from "../../../errors.js";
import { BYTE_CHARACTERS } from "../byte-alphabet.js";
import { type Cut, createCut } from "../library.js";
import { anyOf } from "../text-sections.js";
import type { Tokenizer } from "../tokenizer.js";
import { learnMerges } from "./learn-merges.js";
import { buildTokenizer, FIRST_TOKENS } from "./tokenizer-json.js";

/**
 * Ways to cut texts into words, within which alone symbols are merged; the patterns are those of the models they are
 * named after.
 */
const SPLITS = {
  gpt2: String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  llama3: String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  qwen2: String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
} as const;

/** What is learnt. */
export interface BytePairOptions {
  /** Tokens wanted, added ones and the 256 bytes included. Fewer come out of a small text. */
  readonly vocabulary: number;
  /**
   * How texts are cut into words: `qwen2` makes every digit a token of its own, which suits arithmetic; `llama3` takes
   * up to three together, `gpt2` any number. Default `qwen2`.
   */
  readonly split?: keyof typeof SPLITS;
  /** How often a pair must occur to become a token. Default 2. */
  readonly minFrequency?: number;
}

/**
 * Trains a byte-level byte-pair tokeniser; any text can be written in its tokens. The same texts give the same
 * tokeniser, in whatever order they come.
 *
 * @param texts to learn from; special tokens spelt out in them are passed over
 * @throws OptionError
 * @example
 * const tokenizer = trainBytePairTokenizer(texts, { vocabulary: 4096 });
 */
export function trainBytePairTokenizer(texts: Iterable<string>, options: BytePairOptions): Tokenizer {
  return bytePairTokenizer(learnBytePairs(texts, options), options.split);
}

/** Two tokens that are joined into one, their bytes written as characters. */
export type BytePair = readonly [left: string, right: string];

/**
 * What {@link trainBytePairTokenizer} learns: the pairs, in the order in which they are joined.
 *
 * @throws OptionError
 */
export function learnBytePairs(texts: Iterable<string>, options: BytePairOptions): BytePair[] {
  const { vocabulary, split = "qwen2", minFrequency = 2 } = options;
  const least = FIRST_TOKENS.length + 256;
  if (!Number.isSafeInteger(vocabulary) || vocabulary < least)
    throw new OptionError(
      "vocabulary",
      `a whole number from ${least} on (added tokens and bytes)`,
      vocabulary,
    );
  if (!Object.hasOwn(SPLITS, split))
    throw new OptionError("split", `one of ${Object.keys(SPLITS).join(", ")}`, split);
  if (!(minFrequency >= 1)) throw new OptionError("minFrequency", "a number from 1 on", minFrequency);
  const size = vocabulary - FIRST_TOKENS.length;
  const words = countWords(texts, createCut(cutOf(split)));
  const { symbols, merges } = learnMerges(words, ALPHABET, size, minFrequency);
  return merges.map(([left, right]) => [symbols[left], symbols[right]]);
}

/**
 * The tokeniser that joins these pairs.
 *
 * @param pairs as {@link learnBytePairs} gives them
 * @param split how texts were cut when they were learnt
 */
export function bytePairTokenizer(
  pairs: readonly BytePair[],
  split: keyof typeof SPLITS = "qwen2",
): Tokenizer {
  const symbols = new Set([...ALPHABET, ...pairs.map(([left, right]) => left + right)]);
  return buildTokenizer({
    tokens: [...FIRST_TOKENS, ...symbols],
    merges: pairs,
    preTokenizer: {
      type: "Sequence",
      pretokenizers: [
        cutOf(split),
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  });
}

/** Bytes as characters, in the order of these, so that ties are broken as Python's trainer breaks them. */
const ALPHABET = [...BYTE_CHARACTERS].sort();

function cutOf(split: keyof typeof SPLITS) {
  return {
    type: "Split",
    pattern: { Regex: SPLITS[split] },
    behavior: "Isolated",
    invert: false,
  };
}

/** How often each word occurs, its bytes written as characters. */
function countWords(texts: Iterable<string>, cut: Cut): ReadonlyMap<string, number> {
  const added = anyOf(FIRST_TOKENS);
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const part of text.split(added)) {
      for (const word of part ? cut(part) : []) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const utf8 = new TextEncoder();
  const inBytes = new Map<string, number>();
  for (const [word, count] of counts) {
    let bytes = "";
    for (const byte of utf8.encode(word)) bytes += BYTE_CHARACTERS[byte];
    // Halves of surrogate pairs that stand alone all become the same bytes.
    inBytes.set(bytes, (inBytes.get(bytes) ?? 0) + count);
  }
  return inBytes;
}
