import type { TextEnvironment } from "../../environments/text/text-environment.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { environmentTexts } from "./environment-texts.js";

/** Examples of each environment that are looked at. */
const EXAMPLES = 8;
/** Characters that a warning names. */
const NAMED = 10;

/** Characters of a text that a tokeniser turns into its unknown token, each once, in the order of their first use. */
export function unknownIn(tokenizer: Tokenizer, text: string): string[] {
  const { unknownId } = tokenizer;
  if (unknownId === undefined) return [];
  const isUnknown = (part: string) => tokenizer.encode(part, { literal: true }).includes(unknownId);
  return isUnknown(text) ? [...new Set(text)].filter(isUnknown) : [];
}

/**
 * Those of what is asked and demonstrated. The model cannot tell them apart, and can never answer with one.
 */
export async function unknownCharacters(
  tokenizer: Tokenizer,
  environments: Iterable<TextEnvironment>,
): Promise<readonly string[]> {
  if (tokenizer.unknownId === undefined) return [];
  const found = new Set<string>();
  try {
    for await (const text of environmentTexts(new Set(environments), EXAMPLES))
      for (const character of unknownIn(tokenizer, text)) found.add(character);
  } catch {
    // An environment that fails does so in its episodes too, which tell of it; what was found before is true.
  }
  return [...found];
}

/** What to say where there are some. */
export function unknownCharactersWarning(scenario: string, characters: readonly string[]): string {
  const named = characters.slice(0, NAMED).map((character) => JSON.stringify(character));
  const more = characters.length > NAMED ? ` and ${characters.length - NAMED} more` : "";
  return (
    `${scenario} is written with characters that the model's tokeniser does not know: ${named.join(" ")}${more}. ` +
    "The model reads each as one and the same unknown token and can never write one."
  );
}
