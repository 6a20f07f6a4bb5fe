import { join } from "node:path";
import { generatedExample } from "../../environments/task/generated.js";
import type { Outcome, TextEnvironment } from "../../environments/text/text-environment.js";
import type { TransformerConfig } from "../../language/config.js";
import { localEngine } from "../../language/engine/local/open-local-engine.js";
import { saveCheckpoint } from "../../language/node.js";
import { transformerPreset } from "../../language/presets.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { characterTokenizer } from "../../language/tokenizer/training/character-tokenizer.js";
import type { OpenModel } from "./model.js";

/** What the tiny models of tests read and write. */
export const ALPHABET = "0123456789,?x";

/** A model with so few parameters that a step takes milliseconds. */
export function tinyConfig(tokenizer: Tokenizer, changes: Partial<TransformerConfig> = {}) {
  const preset = transformerPreset("tiny", { vocabulary: tokenizer.size, contextLength: 32 });
  const shape = { layers: 1, hiddenSize: 64, intermediateSize: 128, heads: 2, kvHeads: 2, headDimension: 32 };
  return { ...preset, ...shape, ...changes };
}

/** A fresh tiny model in this thread. */
export async function tinyModel(seed = 1, changes: Partial<TransformerConfig> = {}): Promise<OpenModel> {
  const tokenizer = characterTokenizer(ALPHABET);
  const config = tinyConfig(tokenizer, changes);
  return {
    engine: await localEngine({ config, tokenizer, seed, inThread: true }),
    tokenizer,
    adapter: undefined,
  };
}

/** Writes a fresh tiny model as a Hugging Face folder. */
export async function tinyCheckpoint(folder: string, seed = 1): Promise<string> {
  const { engine, tokenizer } = await tinyModel(seed);
  const path = join(folder, `tiny-${seed}`);
  await saveCheckpoint(path, {
    config: engine.config,
    weights: (name) => engine.parameter(name),
    tokenizer,
  });
  await engine.close();
  return path;
}

/** Judges an answer to two digits. */
export type Judge = (answer: string, digits: readonly [number, number]) => Outcome | Promise<Outcome>;

/** Pays for the larger of two digits. */
export const larger: Judge = (answer, [a, b]) => {
  const solved = answer === String(Math.max(a, b));
  return { reward: { correct: solved ? 1 : 0 }, solved };
};

/**
 * An environment that shows two digits and judges the one answer to them; the larger one is what it demonstrates.
 *
 * @param below digits are smaller than this
 */
export function twoDigits(judge: Judge = larger, name = "two-digits", below = 10): TextEnvironment {
  const generator = {
    name: "two-digits",
    generate: (random: { integer(below: number): number }) =>
      [random.integer(below), random.integer(below)] as const,
    id: (digits: readonly [number, number]) => digits.join(),
  };
  const environment: TextEnvironment<ReturnType<typeof generatedExample<readonly [number, number]>>> = {
    name,
    size: () => Number.POSITIVE_INFINITY,
    example: (split, index) => generatedExample(generator, { difficulty: 1, seed: 0 }, split, index),
    begin: ({ problem }) => ({
      opening: [{ role: "user", content: `${problem.join()}?` }],
      answer: async ({ content }) => ({ done: true, outcome: await judge(content, problem) }),
    }),
    demonstrate: ({ problem }) => [{ role: "assistant", content: String(Math.max(...problem)) }],
  };
  return environment as unknown as TextEnvironment;
}
