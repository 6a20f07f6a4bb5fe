import { loadTokenizer } from "../hugging-face-tokenizer.js";
import type { Tokenizer } from "../tokenizer.js";
import {
  CHAT_TEMPLATE,
  END_TOKENS,
  SPECIAL_TOKEN_NAMES,
  SPECIAL_TOKENS,
  TEXT_TOKENS,
} from "./chat-format.js";

/** What tells the tokenisers made here apart. */
export interface TokenizerParts {
  /** Tokens by id, the added ones first. */
  readonly tokens: readonly string[];
  /** Pairs of tokens, in the order in which they are joined. */
  readonly merges: readonly (readonly [string, string])[];
  /** Stands for what cannot be written; must be one of the tokens. */
  readonly unknown?: string;
  /** Parts of `tokenizer.json`. */
  readonly preTokenizer: unknown;
  readonly decoder: unknown;
}

/** Tokens that come first in every tokeniser made here. */
export const FIRST_TOKENS: readonly string[] = [...SPECIAL_TOKENS, ...TEXT_TOKENS];

/** A tokeniser and its files, which Python's `tokenizers` and `transformers` read as well. */
export function buildTokenizer({
  tokens,
  merges,
  unknown,
  preTokenizer,
  decoder,
}: TokenizerParts): Tokenizer {
  const special: readonly string[] = unknown === undefined ? SPECIAL_TOKENS : [...SPECIAL_TOKENS, unknown];
  const added = tokens.flatMap((content, id) => {
    if (!special.includes(content) && !FIRST_TOKENS.includes(content)) return [];
    const strips = { single_word: false, lstrip: false, rstrip: false, normalized: false };
    return [{ id, content, ...strips, special: special.includes(content) }];
  });
  const tokenizer = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: preTokenizer,
    post_processor: null,
    decoder,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: unknown ?? null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      // No token has a space in it: byte-level ones write it as another character.
      merges: merges.map((pair) => pair.join(" ")),
    },
  };
  const config = {
    tokenizer_class: "PreTrainedTokenizerFast",
    ...SPECIAL_TOKEN_NAMES,
    ...(unknown !== undefined && { unk_token: unknown }),
    clean_up_tokenization_spaces: false,
    chat_template: CHAT_TEMPLATE,
  };
  const generation = {
    eos_token_id: END_TOKENS.map((token) => tokens.indexOf(token)),
    pad_token_id: tokens.indexOf(SPECIAL_TOKEN_NAMES.pad_token),
  };
  const files = Object.entries({
    "tokenizer.json": tokenizer,
    "tokenizer_config.json": config,
    "generation_config.json": generation,
  });
  return loadTokenizer(
    new Map(files.map(([name, contents]) => [name, `${JSON.stringify(contents, null, 1)}\n`])),
  );
}
