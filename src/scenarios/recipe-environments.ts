import type { Recipe } from "../recipes/recipe.js";
import { sandboxRunner } from "../recipes/sandbox-runner.js";

/** The environments of a recipe, with what they need to run programs. */
export async function environmentsOf(recipe: Recipe, options: Readonly<Record<string, unknown>> = {}) {
  return recipe.environments(options, { runProgram: sandboxRunner() });
}
