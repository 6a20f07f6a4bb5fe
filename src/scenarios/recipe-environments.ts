import type { TaskDependencies } from "../environments/task/task-entry.js";
import type { Recipe } from "../recipes/recipe.js";
import { sandboxRunner } from "../recipes/sandbox-runner.js";

/**
 * The environments of a recipe.
 *
 * @param runner runs what models write, and is the caller's to close; left out by who judges no answers, for whom no
 *   thread is started
 */
export async function environmentsOf(
  recipe: Recipe,
  options: Readonly<Record<string, unknown>> = {},
  runner: TaskDependencies = sandboxRunner(),
) {
  return recipe.environments(options, runner);
}
