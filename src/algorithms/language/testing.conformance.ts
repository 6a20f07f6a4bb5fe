import { join } from "node:path";
import { generatedExample } from "../../environments/task/generated.js";
import type { Outcome, TextEnvironment } from "../../environments/text/text-environment.js";
import type { TransformerConfig } from "../../language/config.js";
import { localEngine } from "../../language/engine/local/open-local-engine.js";
import { saveCheckpoint } from "../../language/node.js";
import { transformerPreset } from "../../language/presets.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { characterTokenizer } from "../../language/tokenizer/training/character-tokenizer.js";
import type { Metrics } from "../algorithm.js";
import { type OpenModel, trainedState } from "./model.js";
import { optimizerOptions } from "./optimizer-options.js";
import { languagePlan } from "./plan.js";
import { type LanguageValues, resolveLanguage } from "./settings.js";
import type { Reference, Stage, StageContext, StageRun, StepReport } from "./stage.js";

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

/** The optimiser as it is by default. */
export const OPTIMIZER = optimizerOptions(resolveLanguage({}));

/** What a step of practice on two digits is in tests, where nothing else is said. */
const SMALL_STEP = { groups: 16, groupSize: 8, maxTokens: 2, learningRate: 3e-3, warmup: 0, klEvery: 0 };

/** All settings, with few answers a step. */
const smallSettings = (given: Partial<LanguageValues> = {}): LanguageValues =>
  resolveLanguage({ ...SMALL_STEP, ...given });

/** The stage that settings make of practising in an environment. */
export function practiceStage(environment: TextEnvironment, given: Partial<LanguageValues> = {}): Stage {
  const environments = { shown: environment, practised: environment, measured: environment };
  const values = smallSettings(given);
  const { stages } = languagePlan(environment.name, { preset: "tiny" }, environments, values);
  return stages.find(({ practises }) => practises)!;
}

/** A stage that has begun, with a model of tests. */
export async function beginStage(stage: Stage, model: OpenModel, changes: Partial<StageContext> = {}) {
  const reference: Reference = async (data) => (await model.engine.forward(data)).logprobs;
  const signal = new AbortController().signal;
  const state = await trainedState(model);
  const restart = () => model.engine.loadState(state);
  return stage.begin({ ...model, seed: 1, signal, reference, restart, ...changes });
}

/** The reports of the next steps of a stage. */
export async function makeSteps(run: StageRun, from: number, count: number): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (let i = from; i < from + count; i++) reports.push(await run.step(i));
  return reports;
}

/** One number of each report. */
export const numbers = (reports: readonly StepReport[], name: string): number[] =>
  reports.map(({ metrics }: { readonly metrics: Metrics }) => Number(metrics[name]));
