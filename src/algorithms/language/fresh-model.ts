import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { OptionError } from "../../errors.js";
import type { TransformerConfig } from "../../language/config.js";
import { transformerPreset } from "../../language/presets.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import {
  type BytePair,
  bytePairTokenizer,
  learnBytePairs,
} from "../../language/tokenizer/training/byte-pair-tokenizer.js";
import { characterTokenizer } from "../../language/tokenizer/training/character-tokenizer.js";
import { environmentTexts } from "./environment-texts.js";
import type { LanguageModelSpec } from "./model.js";

/** A model that is trained from nothing. */
export type FreshModelSpec = Extract<LanguageModelSpec, { readonly preset: unknown }>;

/** Architecture and tokeniser of a model that is trained from nothing. @throws OptionError */
export function freshModel(spec: FreshModelSpec): {
  readonly config: TransformerConfig;
  readonly tokenizer: Tokenizer;
} {
  const { preset, contextLength = 512 } = spec;
  const tokenizer = tokenizerOf(spec);
  // Normalised queries and keys: without them the same steps end elsewhere with another seed.
  const shape = { vocabulary: tokenizer.size, contextLength, family: "qwen3" } as const;
  return { config: transformerPreset(preset, shape), tokenizer };
}

function tokenizerOf({ alphabet, merges }: FreshModelSpec): Tokenizer {
  if (merges !== undefined) return bytePairTokenizer(merges === "" ? [] : merges.split("\n").map(pairOf));
  if (alphabet === undefined) throw new OptionError("alphabet", "the characters of the model", undefined);
  return characterTokenizer(alphabet);
}

function pairOf(line: string): BytePair {
  const [left, right, ...more] = line.split(" ");
  if (!left || !right || more.length > 0)
    throw new OptionError("merges", "two tokens with a blank between them on each line", line);
  return [left, right];
}

/**
 * What a model from nothing reads and writes these environments in.
 *
 * @param vocabulary 0: a token for each character that occurs; else so many tokens, of bytes and frequent pairs
 * @throws OptionError
 */
export async function tokensFor(
  environments: readonly TextEnvironment[],
  vocabulary: number,
): Promise<Pick<FreshModelSpec, "alphabet" | "merges">> {
  const texts: string[] = [];
  const characters = new Set<string>();
  for await (const text of environmentTexts(environments, EXAMPLES)) {
    if (vocabulary > 0) texts.push(text);
    else for (const character of text) characters.add(character);
  }
  if (vocabulary === 0) return { alphabet: [...characters].sort().join("") };
  const pairs = learnBytePairs(texts, { vocabulary });
  return { merges: pairs.map((pair) => pair.join(" ")).join("\n") };
}

/** Examples of each environment that are looked at. */
const EXAMPLES = 2000;
