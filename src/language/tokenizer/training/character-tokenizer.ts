import { OptionError } from "../../../errors.js";
import type { Tokenizer } from "../tokenizer.js";
import { buildTokenizer, FIRST_TOKENS } from "./tokenizer-json.js";

const UNKNOWN = "<|unknown|>";

/**
 * A tokeniser for toy tasks: one token a character. Characters outside the alphabet become `<|unknown|>`.
 *
 * @param alphabet every character that texts are written in; a repeated one counts once
 * @throws OptionError when there is none, or half a surrogate pair
 * @example
 * const tokenizer = characterTokenizer("0123456789+= \n");
 * tokenizer.encode("1+2"); // three ids
 */
export function characterTokenizer(alphabet: string): Tokenizer {
  const characters = [...new Set(alphabet)];
  if (characters.length === 0 || /\p{Surrogate}/u.test(alphabet))
    throw new OptionError("alphabet", "whole characters, at least one", alphabet);
  return buildTokenizer({
    tokens: [...FIRST_TOKENS, UNKNOWN, ...characters],
    merges: [],
    unknown: UNKNOWN,
    preTokenizer: null,
    decoder: { type: "Fuse" },
  });
}
