import {
  loadReferencedTextEnvironment,
  loadTextEnvironment,
  makerOf,
  textReferenceOf,
} from "../environments/load-text-environment.js";
import { isModuleFile } from "../environments/module-file.js";
import type { TaskEntry } from "../environments/task/task-entry.js";
import { findTask } from "../environments/tasks/registry.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import { RunError } from "../errors.js";
import { environmentRecipe, type Recipe, taskRecipe } from "../recipes/recipe.js";
import { findRecipe } from "../recipes/registry.js";
import type { RunDirectory } from "../run/index.js";
import { loadFileOfRun } from "./file-of-run.js";
import { taskOf } from "./run-settings.js";

/** What a language model practises, and how a later process finds it again. */
export interface TextScenario {
  readonly recipe: Recipe;
  /** Options of the recipe's environments, as they were given. */
  readonly environmentOptions?: Readonly<Record<string, unknown>>;
  /** The file that defines the environment, for one that is not built in. */
  readonly file?: string;
}

/** The recipe of an environment in hand; one that is built in is told by its name and options. */
export function scenarioOfEnvironment(environment: TextEnvironment): TextScenario {
  const reference = textReferenceOf(environment);
  if ("file" in reference) {
    const { file, options } = reference;
    const recipe = environmentRecipe(environment, makerOf(environment));
    return { recipe, file, ...(options && { environmentOptions: options }) };
  }
  return { recipe: builtIn(reference.name)!, environmentOptions: reference.options };
}

/**
 * What a run practises, with the options it was begun with.
 *
 * @throws RunError `RUN_OTHER_KIND` for a run of a game, `RUN_FOREIGN` for a recipe that this program does not have
 */
export async function scenarioOfRun(run: Pick<RunDirectory, "path" | "config">): Promise<TextScenario> {
  const { name, options = {}, file, recipe: isRecipe } = taskOf(run);
  if (file !== undefined)
    return scenarioOfEnvironment(
      await loadFileOfRun(run, () => loadReferencedTextEnvironment({ name, file, options })),
    );
  const recipe = isRecipe ? findRecipe(name) : builtIn(name);
  if (recipe !== undefined) return { recipe, environmentOptions: options };
  throw new RunError("RUN_FOREIGN", `${run.path}: practises ${name}, which this version does not have`);
}

/**
 * A recipe or a text environment by what names it.
 *
 * @throws EnvironmentError for an unknown name, with the nearest; OptionError for options of one that is made already
 */
export async function findTextScenario(
  environment: TextEnvironment | string,
  environmentOptions: Readonly<Record<string, unknown>> = {},
): Promise<TextScenario> {
  const recipe = typeof environment === "string" ? findRecipe(environment) : undefined;
  if (recipe) return { recipe, environmentOptions };
  const made = typeof environment !== "string" || isModuleFile(environment);
  // Options of a file are looked at when its environment is made.
  const loaded = await loadTextEnvironment(environment, made ? {} : environmentOptions);
  const scenario = scenarioOfEnvironment(loaded);
  return { ...scenario, environmentOptions: { ...scenario.environmentOptions, ...environmentOptions } };
}

function builtIn(name: string): Recipe | undefined {
  const task: TaskEntry | undefined = findTask(name);
  return task && taskRecipe(task);
}
