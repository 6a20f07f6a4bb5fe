import { availableParallelism } from "node:os";
import type { Budget, LanguageAlgorithm, TrainEvent } from "./algorithms/algorithm.js";
import { alphabetOf, type LanguageModelSpec } from "./algorithms/language/model.js";
import { languagePlan } from "./algorithms/language/plan.js";
import { type LanguageValues, resolveLanguage } from "./algorithms/language/settings.js";
import { trainLanguage } from "./algorithms/language/train-language.js";
import { resolveOptions } from "./environments/task/options.js";
import type { PresetName } from "./language/presets.js";
import { beginRun, type RunChoice, reopenRun } from "./open-run.js";
import type { Recipe } from "./recipes/recipe.js";
import { findRecipe } from "./recipes/registry.js";
import { sandboxRunner } from "./recipes/sandbox-runner.js";
import type { RunDescription, RunDirectory, ScenarioDescription } from "./run/index.js";

/** How a language model is trained. */
export interface TextTraining extends RunChoice {
  readonly recipe: Recipe;
  /** Options of the recipe's environments. */
  readonly environmentOptions?: Readonly<Record<string, unknown>>;
  /** The file that defines the environment, for one that is not built in. */
  readonly file?: string;
  readonly algorithm?: LanguageAlgorithm;
  /** Default: a small model that knows nothing, of the size that the settings name. */
  readonly policy?: LanguageModelSpec;
  readonly workers?: number;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

/** Trains a language model. @returns the run's directory */
export async function* trainText(options: TextTraining): AsyncGenerator<TrainEvent, string> {
  const run = options.resume ? await resume(options) : await begin(options);
  try {
    const { config } = run;
    const workers = options.workers ?? config.workers ?? availableParallelism();
    const values = resolveLanguage(config.settings);
    const environments = environmentsOf(options.recipe, config.task?.options);
    const model = config.model as unknown as LanguageModelSpec;
    const plan = languagePlan(options.recipe.name, model, environments, values);
    const { budget, signal } = options;
    yield* trainLanguage(plan, { run, seed: config.seed, workers, budget, signal });
  } finally {
    await run.close();
  }
  return run.path;
}

/** The environments of a recipe, with what they need to run programs. */
export function environmentsOf(recipe: Recipe, options: Readonly<Record<string, unknown>> = {}) {
  return recipe.environments(options, { runProgram: sandboxRunner() });
}

async function begin(options: TextTraining): Promise<RunDirectory> {
  const { recipe, seed = 1, workers = availableParallelism(), environmentOptions = {} } = options;
  const settings = settingsOf(options);
  const environments = environmentsOf(recipe, environmentOptions);
  const model = await modelOf(options, settings, Object.values(environments));
  const description: RunDescription = {
    task: describe(options),
    model: { ...model },
    algorithm: settings.algorithm,
    settings,
    seed,
    workers,
  };
  return beginRun(options, recipe.name, description);
}

/** Environment, model, settings and seed are those the run was begun with. */
function resume(options: TextTraining): Promise<RunDirectory> {
  const { algorithm, policy, seed } = options;
  return reopenRun(options, {
    task: describe(options),
    model: policy && { ...policy },
    settings: algorithm && settingsOf(options),
    seed,
  });
}

function settingsOf({ recipe, algorithm, policy }: TextTraining): LanguageValues {
  const { pretrainSteps, sftSteps, ...defaults } = recipe.defaults;
  // A model that comes from a checkpoint has been taught already.
  const fresh = policy === undefined || "preset" in policy;
  const taught = { ...(pretrainSteps && { pretrainSteps }), ...(sftSteps && { sftSteps }) };
  return resolveLanguage(algorithm?.settings ?? {}, { ...defaults, ...(fresh && taught) });
}

/** The model that is trained: as given, or a fresh one that can write what the environments are written in. */
async function modelOf(
  { policy }: TextTraining,
  { preset, contextLength, lora }: LanguageValues,
  environments: Parameters<typeof alphabetOf>[0],
): Promise<LanguageModelSpec> {
  if (policy !== undefined && "checkpoint" in policy) {
    return lora > 0 && policy.lora === undefined ? { ...policy, lora: { rank: lora } } : policy;
  }
  const alphabet = policy?.alphabet ?? (await alphabetOf(environments));
  return { preset: preset as PresetName, contextLength, ...policy, alphabet };
}

/** How the run's configuration names what is practised: every option with its value. */
function describe({ recipe, environmentOptions = {}, file }: TextTraining): ScenarioDescription {
  if (file !== undefined) return { name: recipe.name, file };
  const known = findRecipe(recipe.name) === recipe && { recipe: true };
  const values = Object.entries(resolveOptions(recipe.name, recipe.options, environmentOptions));
  const options = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return { name: recipe.name, options: options as Record<string, number | string | boolean>, ...known };
}
