import { EPISODE_LIMITS, episodeLimits } from "../algorithms/language/episode-limits.js";
import {
  countedTogether,
  evaluateLanguage,
  type LanguageEvaluation,
  solvedByDifficulty,
} from "../algorithms/language/evaluation.js";
import { type LanguageValues, languageSettings, resolveLanguage } from "../algorithms/language/settings.js";
import { unknownCharacters } from "../algorithms/language/unknown-characters.js";
import { resolveSettings } from "../algorithms/settings.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import { OptionError } from "../errors.js";
import { templateOptionsOf } from "../language/tokenizer/template-variables.js";
import { type SandboxRunner, sandboxRunner } from "../recipes/sandbox-runner.js";
import { episodeFailures } from "../rollout/text/episode-failures.js";
import { episodeStatistics } from "../rollout/text/episode-statistics.js";
import { openRun, type RunDirectory, settingsOfRun } from "../run/index.js";
import { environmentsOf } from "../scenarios/recipe-environments.js";
import { findTextScenario, scenarioOfRun, type TextScenario } from "../scenarios/text-scenario.js";
import { checkWorkers } from "../threads/workers.js";
import { folderKind } from "../trained/model-folder.js";
import { openTrainedModel, type TrainedModel } from "../trained/trained-model.js";
import type { TextEvaluation, TextEvaluationOptions } from "./text-evaluation.js";

/** Measures a language model, of a run or of a checkpoint, on examples that training never sees. */
export async function evaluateText(
  path: string,
  options: TextEvaluationOptions = {},
): Promise<TextEvaluation> {
  const { threads } = options;
  if (threads !== undefined) checkWorkers("threads", threads);
  const runner = sandboxRunner(threads === undefined ? {} : { workers: threads });
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
  const begun = run && settingsOfRun(run, resolveLanguage);
  const values = resolveLanguage({ ...begun, ...given }, run ? {} : recipe.defaults);
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

/** How much may be asked for, as in a run's own measurements. */
const ASKED = {
  examples: languageSettings.evaluationExamples,
  samples: languageSettings.evaluationSamples,
  maxTokens: languageSettings.maxTokens,
};

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
  const {
    examples: asked,
    samples,
    maxTokens,
  } = resolveSettings(ASKED, {
    examples: options.examples ?? values.evaluationExamples,
    samples: options.samples ?? values.evaluationSamples,
    maxTokens: options.maxTokens ?? values.maxTokens,
  });
  const common = {
    environment,
    examples: asked,
    maxTokens,
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
