import type { TrainingEnvironments } from "../algorithms/language/plan.js";
import { isolate } from "../environments/isolated/isolate.js";
import { isOfFile, textReferenceOf } from "../environments/load-text-environment.js";
import type { TaskDependencies } from "../environments/task/task-entry.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import type { Recipe } from "../recipes/recipe.js";
import { sandboxRunner } from "../recipes/sandbox-runner.js";

/** What environments are judged with. */
export interface Judging {
  /** Runs what models write, and is the caller's to close; left out by who judges no answers, for whom no thread is started. */
  readonly runner?: TaskDependencies;
  /** Seconds that an environment of somebody's own may take for an answer. Default 30. */
  readonly seconds?: number;
}

/** Environments in threads of their own, so that each has one thread however often it is asked for. */
const isolated = new WeakMap<
  TextEnvironment,
  { readonly seconds: number; readonly environment: TextEnvironment }
>();

/** The environments of a recipe; one that a file makes plays in a thread of its own. */
export async function environmentsOf(
  recipe: Recipe,
  options: Readonly<Record<string, unknown>> = {},
  { runner = sandboxRunner(), seconds = 30 }: Judging = {},
): Promise<TrainingEnvironments> {
  const { shown, practised, measured } = await recipe.environments(options, runner);
  const apart = (environment: TextEnvironment) => ownThread(environment, seconds);
  return { shown: apart(shown), practised: apart(practised), measured: apart(measured) };
}

function ownThread(environment: TextEnvironment, seconds: number): TextEnvironment {
  if (!isOfFile(environment)) return environment;
  const known = isolated.get(environment);
  if (known?.seconds === seconds) return known.environment;
  const made = { seconds, environment: isolate(environment, textReferenceOf(environment), seconds) };
  isolated.set(environment, made);
  return made.environment;
}
