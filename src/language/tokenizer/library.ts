import { Tokenizer } from "@huggingface/tokenizers";
import type { PreTokenizerJson, TokenizerJson } from "./tokenizer-files.js";

/**
 * The parts of the package `@huggingface/tokenizers` that are used here. Its own declarations import each other
 * without extensions, which TypeScript does not resolve for an ECMAScript module.
 */
export interface Library {
  readonly normalizer: ((text: string) => string) | null;
  readonly pre_tokenizer: PreTokenizer | null;
  readonly model: LibraryModel;
  readonly post_processor:
    | ((tokens: string[], pair: null, addSpecialTokens: boolean) => { readonly tokens: string[] })
    | null;
  readonly decoder: Decoder | null;
}

interface Decoder {
  (tokens: string[]): string;
  /** Of a decoder that puts bytes together. */
  text_decoder?: InstanceType<typeof TextDecoder>;
  /** Of one made of several steps. */
  readonly decoders?: readonly Decoder[];
}

interface PreTokenizer {
  (text: string, options?: { section_index: number }): string[];
  /** Of a step that cuts at a pattern. */
  readonly pattern?: RegExp | null;
}

interface LibraryModel {
  (words: string[]): string[];
  /** Tokens by id; a hole where there is none. */
  readonly vocab: readonly (string | undefined)[];
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  readonly unk_token_id: number | undefined;
}

/** Sets the library up from the contents of `tokenizer.json`. */
export function createLibrary(json: TokenizerJson): Library {
  const library = new Tokenizer(json, {}) as Library;
  // The library would leave out a byte order mark where it decodes the bytes of a character.
  for (const step of library.decoder?.decoders ?? []) {
    if (step.text_decoder) step.text_decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  }
  return library;
}

/** A step that cuts texts into words or rewrites them, without the tokeniser around it. */
export function createPreTokenizer(json: PreTokenizerJson): PreTokenizer {
  const model = { type: "BPE", vocab: {}, merges: [] };
  const rest = { added_tokens: [], normalizer: null, post_processor: null, decoder: null };
  return createLibrary({ ...rest, pre_tokenizer: json, model } as TokenizerJson).pre_tokenizer!;
}

/** Cuts texts into words; nothing of a text is left out. */
export type Cut = (text: string) => readonly string[];

/**
 * The same as {@link createPreTokenizer} for a step that cuts at a pattern. Where the pattern matches all of the text,
 * as those of byte-level tokenisers do, the matches are the words; the library takes three times as long.
 */
export function createCut(json: PreTokenizerJson): Cut {
  const library = createPreTokenizer(json);
  const { pattern } = library;
  const isolates = json.type === "Split" && json.behavior === "Isolated" && !json.invert && pattern;
  if (!isolates) return (text) => library(text);
  return (text) => {
    const words = text.match(pattern) ?? [];
    let length = 0;
    for (const word of words) length += word.length;
    return length === text.length ? words : library(text);
  };
}
