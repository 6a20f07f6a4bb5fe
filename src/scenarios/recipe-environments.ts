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

/** The environments of a recipe; one that a file makes plays in a thread of its own. */
export async function environmentsOf(
  recipe: Recipe,
  options: Readonly<Record<string, unknown>> = {},
  { runner = sandboxRunner(), seconds = 30 }: Judging = {},
): Promise<TrainingEnvironments> {
  const made = await recipe.environments(options, runner);
  const isolated = new Map<TextEnvironment, TextEnvironment>();
  const apart = (environment: TextEnvironment) => {
    const known = isolated.get(environment) ?? ownThread(environment, seconds);
    isolated.set(environment, known);
    return known;
  };
  return { shown: apart(made.shown), practised: apart(made.practised), measured: apart(made.measured) };
}

function ownThread(environment: TextEnvironment, seconds: number): TextEnvironment {
  return isOfFile(environment) ? isolate(environment, textReferenceOf(environment), seconds) : environment;
}
