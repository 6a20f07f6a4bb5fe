import { availableParallelism } from "node:os";
import type { Budget, LanguageAlgorithm, TrainEvent } from "../algorithms/algorithm.js";
import { checkContext } from "../algorithms/language/context-check.js";
import { requireHeldOut } from "../algorithms/language/evaluation.js";
import { frozenParameters } from "../algorithms/language/frozen-parameters.js";
import type { LanguageModelSpec } from "../algorithms/language/model.js";
import { modelShape } from "../algorithms/language/model-shape.js";
import { languagePlan } from "../algorithms/language/plan.js";
import { practiceSetting } from "../algorithms/language/planned-steps.js";
import { checkPractice } from "../algorithms/language/practice-settings.js";
import { EPISODE_LOG } from "../algorithms/language/progress.js";
import { type LanguageValues, resolveLanguage } from "../algorithms/language/settings.js";
import { trainLanguage } from "../algorithms/language/train-language.js";
import { resolveOptions } from "../environments/task/options.js";
import { findRecipe } from "../recipes/registry.js";
import { type SandboxRunner, sandboxRunner } from "../recipes/sandbox-runner.js";
import {
  openRun,
  type RunDescription,
  type RunDirectory,
  type ScenarioDescription,
  settingsOfRun,
} from "../run/index.js";
import { environmentsOf } from "../scenarios/recipe-environments.js";
import type { TextScenario } from "../scenarios/text-scenario.js";
import { begunWith } from "../trained/begun-with.js";
import { modelAsBegun, modelToTrain, settingsWith } from "./model-to-train.js";
import { beginRun, type RunChoice, reopenRun } from "./open-run.js";

/** How a language model is trained. */
export interface TextTraining extends RunChoice, TextScenario {
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
  let runner: SandboxRunner | undefined;
  try {
    const { config } = run;
    const workers = options.workers ?? config.workers ?? availableParallelism();
    runner = sandboxRunner({ workers });
    const values = resolveLanguage(config.settings);
    const environments = await environmentsOf(options.recipe, config.task?.options, {
      runner,
      seconds: values.environmentSeconds,
    });
    const model = modelOf(config);
    const plan = languagePlan(options.recipe.name, model, environments, values);
    const { budget, signal } = options;
    yield* trainLanguage(plan, { run, seed: config.seed, workers, budget, signal });
  } finally {
    await runner?.close();
    await run.close();
  }
  return run.path;
}

async function begin(options: TextTraining): Promise<RunDirectory> {
  const { recipe, seed = 1, workers = availableParallelism(), environmentOptions = {} } = options;
  const settings = settingsOf(options);
  checkPractice(settings);
  const environments = await environmentsOf(recipe, environmentOptions, {
    runner: sandboxRunner({ workers }),
    seconds: settings.environmentSeconds,
  });
  requireHeldOut(environments.measured);
  const model = await modelToTrain(options.policy, settings, Object.values(environments));
  // Before anything is written: a run that cannot start shall leave nothing behind.
  const { config, tokenizer } = await modelShape(model);
  checkPractice(settings, config.vocabulary);
  if (model.freeze !== undefined) frozenParameters(config, model.freeze);
  const name = "preset" in model ? "contextLength" : `context of ${model.checkpoint}`;
  const { templateOptions } = settings;
  const context = { name, contextLength: config.contextLength, tokenizer, templateOptions };
  await checkContext(context, environments, settings, seed);
  const description: RunDescription = {
    task: describe(options),
    model: { ...model },
    algorithm: settings.algorithm,
    settings: settingsWith(model, settings),
    seed,
    workers,
  };
  return beginRun(options, recipe.name, description);
}

/**
 * Environment, model, settings and seed are those the run was begun with, as far as they are given again. Only its
 * practice may be longer by now.
 */
async function resume(options: TextTraining): Promise<RunDirectory> {
  const { algorithm, policy, seed, out } = options;
  const was = out === undefined ? undefined : await openRun(out);
  if (was !== undefined) settingsOfRun(was, resolveLanguage);
  const begun = was?.config.settings ?? {};
  const settings = algorithm && resolveLanguage({ ...begun, ...algorithm.settings });
  const length = practiceSetting(begun);
  const before = Number(begun[length]);
  const longer = settings !== undefined && settings[length] > before;
  const now = {
    task: describe(options),
    model: policy && modelAsBegun(was?.config.model ?? {}, policy),
    settings: settings && asBegun(begun, longer ? { ...settings, [length]: before } : settings),
    seed,
  };
  const run = await reopenRun(options, now, EPISODE_LOG);
  try {
    const { vocabulary } = (await begunWith(run.path, "training", () => modelShape(modelOf(run.config))))
      .config;
    if (longer) {
      checkPractice(settings, vocabulary);
      await run.changeSettings({ [length]: settings[length] });
    }
    return run;
  } catch (error) {
    await run.close();
    throw error;
  }
}

const modelOf = ({ model }: RunDescription) => model as unknown as LanguageModelSpec;

/**
 * Settings as a run has them written where they mean the same; one that there was not when it was begun is left out while
 * it is by default.
 */
function asBegun(
  begun: RunDescription["settings"],
  settings: RunDescription["settings"],
): RunDescription["settings"] {
  const meant: Readonly<Record<string, unknown>> = resolveLanguage(begun);
  const same = (name: string, value: unknown) => JSON.stringify(value) === JSON.stringify(meant[name]);
  const changed = Object.entries(settings).filter(([name, value]) => !same(name, value));
  return { ...begun, ...Object.fromEntries(changed) };
}

function settingsOf({ recipe, algorithm, policy }: TextTraining): LanguageValues {
  const { pretrainSteps, sftSteps, ...defaults } = recipe.defaults;
  // A model that comes from a checkpoint has been taught already.
  const fresh = policy === undefined || "preset" in policy;
  const taught = { ...(pretrainSteps && { pretrainSteps }), ...(sftSteps && { sftSteps }) };
  return resolveLanguage(algorithm?.settings ?? {}, { ...defaults, ...(fresh && taught) });
}

/** What a file's function makes of its own accord is its business, so only what it is given is named. */
function ofFile(
  { name, options: specs }: TextTraining["recipe"],
  given: Readonly<Record<string, unknown>>,
  file: string,
): ScenarioDescription {
  resolveOptions(name, specs, given);
  const options = given as NonNullable<ScenarioDescription["options"]>;
  return { name, ...(Object.keys(options).length > 0 && { options }), file };
}

/** How the run's configuration names what is practised: every option with its value. */
function describe({ recipe, environmentOptions = {}, file }: TextTraining): ScenarioDescription {
  if (file !== undefined) return ofFile(recipe, environmentOptions, file);
  const known = findRecipe(recipe.name) === recipe && { recipe: true };
  const values = Object.entries(resolveOptions(recipe.name, recipe.options, environmentOptions));
  const options = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return { name: recipe.name, options: options as Record<string, number | string | boolean>, ...known };
}
