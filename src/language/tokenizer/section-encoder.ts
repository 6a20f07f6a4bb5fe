import { type Cut, createCut, createPreTokenizer, type Library } from "./library.js";
import type { PreTokenizerJson, TokenizerJson } from "./tokenizer-files.js";

/**
 * Appends the ids of a normalised text that has no added token in it.
 * @param section how many sections stand before it; some tokenisers begin the first one differently
 */
export type SectionEncoder = (text: string, section: number, out: number[]) => void;

/** Words whose ids are remembered. */
const CACHED_WORDS = 1 << 16;

/**
 * The library's way from text to ids. Two common kinds of tokenisers go a quicker way to the same ids: for byte-level
 * ones the ids of each word are remembered, those without merges are looked up character by character.
 */
export function sectionEncoder(library: Library, json: TokenizerJson): SectionEncoder {
  const { pre_tokenizer: preTokenizer, model } = json;
  if (model.type === "BPE" && model.merges?.length === 0 && !preTokenizer && !model.byte_fallback)
    return characterEncoder(library);
  const words = byteLevelWords(preTokenizer);
  if (words) return wordEncoder(library, words);
  return (text, section, out) => {
    const pieces = library.pre_tokenizer?.(text, { section_index: section }) ?? [text];
    pushIds(library, library.model(pieces), out);
  };
}

function characterEncoder({ model }: Library): SectionEncoder {
  const { tokens_to_ids: ids, unk_token_id: unknown } = model;
  return (text, _, out) => {
    for (const character of text) {
      const id = ids.get(character) ?? unknown;
      if (id !== undefined) out.push(id);
    }
  };
}

function wordEncoder(library: Library, words: Cut): SectionEncoder {
  const toBytes = createPreTokenizer({ type: "ByteLevel", add_prefix_space: false, use_regex: false });
  const known = new Map<string, readonly number[]>();
  return (text, _, out) => {
    for (const word of words(text)) {
      let ids = known.get(word);
      if (!ids) {
        const fresh: number[] = [];
        pushIds(library, library.model(toBytes(word)), fresh);
        if (known.size >= CACHED_WORDS) known.clear();
        known.set(word, fresh);
        ids = fresh;
      }
      for (const id of ids) out.push(id);
    }
  };
}

/** What cuts a text into words before their bytes are spelt as characters, where that is the last thing done. */
function byteLevelWords(json: PreTokenizerJson | null): Cut | undefined {
  const last = json?.type === "Sequence" ? json.pretokenizers?.at(-1) : undefined;
  if (last?.type !== "ByteLevel" || last.use_regex !== false || last.add_prefix_space) return undefined;
  const steps = json!.pretokenizers!.slice(0, -1);
  return createCut(steps.length === 1 ? steps[0] : { type: "Sequence", pretokenizers: steps });
}

function pushIds({ model }: Library, tokens: readonly string[], out: number[]): void {
  const { tokens_to_ids: ids, unk_token_id: unknown } = model;
  for (const token of tokens) {
    const id = ids.get(token) ?? unknown;
    if (id !== undefined) out.push(id);
  }
}
