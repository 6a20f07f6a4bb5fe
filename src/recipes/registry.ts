import type { TaskEntry } from "../environments/task/task-entry.js";
import { builtInTasks } from "../environments/tasks/registry.js";
import { additionRecipe } from "./addition.js";
import { codeRecipe } from "./code.js";
import { countdownRecipe } from "./countdown.js";
import { type Recipe, taskRecipe } from "./recipe.js";

const OWN: readonly Recipe[] = [additionRecipe, countdownRecipe, codeRecipe];

/** The recipes: three with measured results, and one for each other built-in task. */
export const recipes: readonly Recipe[] = [
  ...OWN,
  ...builtInTasks
    .filter(({ name }) => !OWN.some((recipe) => recipe.name === name))
    .map((entry) => taskRecipe(entry as TaskEntry)),
];

/** The recipe with exactly that name. */
export function findRecipe(name: string): Recipe | undefined {
  return recipes.find((recipe) => recipe.name === name);
}
