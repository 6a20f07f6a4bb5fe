import { integer, resolveOptions } from "../environments/task/options.js";
import { makeTask } from "../environments/task/task-entry.js";
import { codeTask } from "../environments/tasks/code/code.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import type { Recipe } from "./recipe.js";

const OPTIONS = {
  difficulty: integer("things a function does in a row", { from: 1, to: 4, default: 1 }),
};

/**
 * Writing small JavaScript functions, judged by hidden tests in the sandbox. Solutions of a few hundred problems are
 * shown; then the model practises on problems it has no solution of.
 */
export const codeRecipe: Recipe = {
  name: "code",
  description: "write small JavaScript functions that pass hidden tests",
  options: OPTIONS,
  defaults: {
    preset: "mini",
    sftSteps: 300,
    rlSteps: 150,
    maxTokens: 160,
    // The longest example values, and programs of four parts.
    contextLength: 768,
    showExamples: 400,
  },
  environments(given, dependencies) {
    const { difficulty } = resolveOptions("code", OPTIONS, given);
    const environment = makeTask(
      codeTask,
      { difficulty, easiest: 1 },
      dependencies,
    ) as unknown as TextEnvironment;
    return { shown: environment, practised: environment, measured: environment };
  },
};
