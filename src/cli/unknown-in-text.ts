import { unknownCharactersWarning } from "../algorithms/language/unknown-characters.js";
import type { Tokenizer } from "../language/tokenizer/tokenizer.js";

/**
 * A warning of the characters of a text that a model's tokeniser turns into its unknown token; undefined where there are
 * none.
 *
 * @param name of the text, such as "the prompt"
 */
export function unknownWarning(tokenizer: Tokenizer, name: string, text: string): string | undefined {
  const { unknownId } = tokenizer;
  if (unknownId === undefined) return undefined;
  const isUnknown = (part: string) => tokenizer.encode(part, { literal: true }).includes(unknownId);
  if (!isUnknown(text)) return undefined;
  return unknownCharactersWarning(name, [...new Set(text)].filter(isUnknown));
}
