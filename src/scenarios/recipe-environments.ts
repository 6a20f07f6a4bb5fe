import type { TrainingEnvironments } from "../algorithms/language/plan.js";
import { isolate } from "../environments/isolated/isolate.js";
import { isOfFile, textReferenceOf } from "../environments/load-text-environment.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import type { Recipe } from "../recipes/recipe.js";
import { sandboxRunner } from "../recipes/sandbox-runner.js";

/** Seconds that an environment of somebody's own may take for an answer, where nobody said. */
const SECONDS = 30;

/**
 * The environments of a recipe, with what they need to run programs; one that a file makes plays in a thread of its own.
 *
 * @param seconds that such a one may take for an answer
 */
export async function environmentsOf(
  recipe: Recipe,
  options: Readonly<Record<string, unknown>> = {},
  seconds = SECONDS,
): Promise<TrainingEnvironments> {
  const made = await recipe.environments(options, { runProgram: sandboxRunner() });
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
