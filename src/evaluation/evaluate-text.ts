import {
  EPISODE_LIMITS,
  type EpisodeLimitValues,
  episodeLimits,
} from "../algorithms/language/episode-limits.js";
import {
  countedTogether,
  evaluateLanguage,
  type LanguageEvaluation,
  solvedByDifficulty,
} from "../algorithms/language/evaluation.js";
import { type LanguageValues, resolveLanguage } from "../algorithms/language/settings.js";
import { unknownCharacters } from "../algorithms/language/unknown-characters.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import { OptionError } from "../errors.js";
import { templateOptionsOf } from "../language/tokenizer/template-variables.js";
import type { TemplateOptions } from "../language/tokenizer/tokenizer.js";
import { type SandboxRunner, sandboxRunner } from "../recipes/sandbox-runner.js";
import { type EpisodeFailures, episodeFailures } from "../rollout/text/episode-failures.js";
import { episodeStatistics } from "../rollout/text/episode-statistics.js";
import type { TextEpisodeRecord } from "../rollout/text/text-episode-record.js";
import { openRun, type RunDirectory } from "../run/index.js";
import { environmentsOf } from "../scenarios/recipe-environments.js";
import { findTextScenario, scenarioOfRun, type TextScenario } from "../scenarios/text-scenario.js";
import { folderKind } from "../trained/model-folder.js";
import { openTrainedModel, type TrainedModel } from "../trained/trained-model.js";

/**
 * How a language model is measured. What an episode may spend (`maxTurns`, `maxEpisodeTokens`, `maxToolCalls`,
 * `episodeSeconds`, `environmentSeconds`, `toolSeconds`) is by default as in the run, else as in training by default.
 */
export interface TextEvaluationOptions extends Partial<EpisodeLimitValues> {
  /**
   * What it is measured on: a text environment; the name of a recipe or a built-in one; the path of a file. Default what
   * the run practises; of a checkpoint it must be said.
   */
  readonly environment?: TextEnvironment | string;
  /** Options of an environment that is named; of the run's own those that shall differ. */
  readonly environmentOptions?: Readonly<Record<string, unknown>>;
  /** Different held-out examples. Default as in the run's own measurements, or 200. */
  readonly examples?: number;
  /** Answers to each example for pass@k. Default as in the run's own measurements, or 8. */
  readonly samples?: number;
  /**
   * Temperature of the answers. Left out: the most likely answer for the accuracy, 1 for pass@k of several answers.
   */
  readonly temperature?: number;
  /** Most tokens of an answer. Default as in the run, or 128. */
  readonly maxTokens?: number;
  /** Variables that the chat template knows, such as `{ enable_thinking: false }`. Others are as in the run. */
  readonly templateOptions?: TemplateOptions;
  /** The model that a stage of the run ended with, such as `sft`. Default the newest weights. */
  readonly stage?: string;
  /** Default that of the run. */
  readonly seed?: number;
  readonly threads?: number;
  /** Stops it; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Told how many answers have been judged, of how many; first before any has. */
  readonly onJudged?: (count: number, of: number) => void;
}

/** What was found of a language model on held-out examples; shares are from 0 to 1. */
export interface TextEvaluation {
  readonly kind: "language";
  /** The run or the checkpoint. */
  readonly run: string;
  /** The step its weights come from; undefined for a checkpoint and for a stage's model. */
  readonly step?: number;
  readonly stage?: string;
  readonly environment: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly examples: number;
  /** Examples asked for, where fewer different ones were found. */
  readonly examplesAsked?: number;
  /** Share of examples solved: by the most likely answer, or with a temperature by answers so drawn. */
  readonly accuracy: number;
  /** 95 % interval of `accuracy`. */
  readonly ci95: readonly [number, number];
  /** Answers to each example that `passAt` was found with, and their temperature. */
  readonly samples: number;
  readonly temperature: number;
  /** Chance that one of k answers is right, by k: 1, 2, 4 … up to `samples`. */
  readonly passAt: Readonly<Record<string, number>>;
  /** Accuracy by difficulty. */
  readonly byDifficulty: Readonly<Record<string, number>>;
  /** Share of the answers with a positive reward that the checker calls unsolved. */
  readonly hackedShare: number;
  /** Share of the answers that were cut off. */
  readonly truncatedShare: number;
  /** Number of errors by where they came from. */
  readonly errors: Readonly<Record<string, number>>;
  /** That episodes failed, which count as unsolved, and most often of what; missing where none did. */
  readonly failures?: EpisodeFailures;
  /** Characters that the environment is written with and the model's tokeniser does not know. */
  readonly unknownCharacters: readonly string[];
  /** The answers that the accuracy counts. */
  readonly episodes: readonly TextEpisodeRecord[];
}

/** Measures a language model, of a run or of a checkpoint, on examples that training never sees. */
export async function evaluateText(
  path: string,
  options: TextEvaluationOptions = {},
): Promise<TextEvaluation> {
  const { threads } = options;
  const runner = sandboxRunner(threads === undefined ? {} : { workers: whole("threads", threads) });
  try {
    return await evaluated(path, options, runner);
  } finally {
    await runner.close();
  }
}

async function evaluated(
  path: string,
  options: TextEvaluationOptions,
  runner: SandboxRunner,
): Promise<TextEvaluation> {
  const run = (await folderKind(path)) === "checkpoint" ? undefined : await openRun(path);
  const { recipe, environmentOptions } = await scenarioFor(path, run, options);
  const limits = EPISODE_LIMITS.filter((name) => options[name] !== undefined);
  const given = Object.fromEntries(limits.map((name) => [name, options[name]]));
  const values = resolveLanguage({ ...run?.config.settings, ...given }, run ? {} : recipe.defaults);
  const { measured: environment } = await environmentsOf(recipe, environmentOptions, {
    runner,
    seconds: values.environmentSeconds,
  });
  const { stage, threads } = options;
  const model = await openTrainedModel(path, {
    ...(stage !== undefined && { stage }),
    ...(threads !== undefined && { threads }),
  });
  try {
    const { samples, asked, accuracy, passes } = await measure(
      withVariables(model, options),
      environment,
      values,
      {
        seed: run?.config.seed ?? 1,
        ...options,
      },
    );
    const { hacked, truncated, errors } = episodeStatistics(accuracy.episodes);
    const failures = episodeFailures(accuracy.episodes);
    return {
      kind: "language",
      run: path,
      ...(model.step !== undefined && { step: model.step }),
      ...(stage !== undefined && { stage }),
      environment: environment.name,
      options: environment.options ?? {},
      examples: accuracy.examples,
      ...(accuracy.examples < asked && { examplesAsked: asked }),
      accuracy: accuracy.accuracy,
      ci95: accuracy.ci95,
      samples,
      temperature: options.temperature ?? (samples > 1 ? 1 : 0),
      passAt: passes.passAt,
      byDifficulty: solvedByDifficulty(accuracy.episodes),
      hackedShare: hacked,
      truncatedShare: truncated,
      errors,
      ...(failures && { failures }),
      unknownCharacters: await unknownCharacters(model.tokenizer, [environment]),
      episodes: accuracy.episodes,
    };
  } finally {
    await model.close();
  }
}

/** The model with the variables of its chat template that it is measured with. */
function withVariables(model: TrainedModel, { templateOptions }: TextEvaluationOptions): TrainedModel {
  return { ...model, templateOptions: templateOptionsOf(model, templateOptions) };
}

/** The most likely answer to each example, and several drawn ones; both at once where a temperature is given. */
async function measure(
  model: Parameters<typeof evaluateLanguage>[0],
  environment: TextEnvironment,
  values: LanguageValues,
  options: TextEvaluationOptions & { readonly seed: number },
): Promise<{ samples: number; asked: number; accuracy: LanguageEvaluation; passes: LanguageEvaluation }> {
  const { temperature, seed, signal, onJudged = () => undefined } = options;
  if (temperature !== undefined && !(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
    throw new OptionError("temperature", "a number from 0", temperature);
  const samples = whole("samples", options.samples ?? values.evaluationSamples);
  const asked = whole("examples", options.examples ?? values.evaluationExamples);
  const common = {
    environment,
    examples: asked,
    maxTokens: whole("maxTokens", options.maxTokens ?? values.maxTokens),
    ...episodeLimits(values),
    seed,
    ...(signal && { signal }),
  };
  if (temperature !== undefined) {
    const drawn = await evaluateLanguage(model, { ...common, samples, temperature, onJudged });
    return { samples, asked, accuracy: drawn, passes: drawn };
  }
  const { likely, drawn } = countedTogether(samples === 1 ? 0 : samples, onJudged);
  const accuracy = await evaluateLanguage(model, { ...common, onJudged: likely });
  const passes =
    samples === 1 ? accuracy : await evaluateLanguage(model, { ...common, samples, onJudged: drawn });
  return { samples, asked, accuracy, passes };
}

function whole(name: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw new OptionError(name, "a whole number from 1", value);
  return value;
}

/** What is measured: what was asked for, or what the run practises with the options that were given besides. */
async function scenarioFor(
  path: string,
  run: RunDirectory | undefined,
  { environment, environmentOptions = {} }: TextEvaluationOptions,
): Promise<TextScenario> {
  if (environment === undefined) {
    if (run === undefined)
      throw new OptionError(
        `environment for ${path}`,
        "the name or the file of a text environment",
        undefined,
      );
    const own = await scenarioOfRun(run);
    return { ...own, environmentOptions: { ...own.environmentOptions, ...environmentOptions } };
  }
  return findTextScenario(environment, environmentOptions);
}
