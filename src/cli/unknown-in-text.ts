import { unknownCharactersWarning, unknownIn } from "../algorithms/language/unknown-characters.js";
import type { Tokenizer } from "../language/tokenizer/tokenizer.js";

/**
 * A warning of the characters of a text that a model's tokeniser turns into its unknown token; undefined where there are
 * none.
 *
 * @param name of the text, such as "the prompt"
 */
export function unknownWarning(tokenizer: Tokenizer, name: string, text: string): string | undefined {
  const unknown = unknownIn(tokenizer, text);
  return unknown.length === 0 ? undefined : unknownCharactersWarning(name, unknown);
}
