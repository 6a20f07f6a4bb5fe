import { FORM_OPTIONS } from "../environments/task/common-options.js";
import { type GivenOptions, integer, number, resolveOptions } from "../environments/task/options.js";
import { makeTask } from "../environments/task/task-entry.js";
import { codeTask } from "../environments/tasks/code/code.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import type { Recipe } from "./recipe.js";

const OPTIONS = {
  difficulty: integer("most things a function does in a row", { from: 1, to: 4, default: 2 }),
  mistakes: number("share of demonstrations with a mistake", { from: 0, to: 1, default: 0.8 }),
  ...FORM_OPTIONS,
};

/**
 * Small JavaScript functions from teachers who err: more than half of the programs that are shown are wrong, and
 * nothing says which. Practice, where only a program that passes the hidden tests pays, teaches the model what it was
 * shown too rarely.
 */
export const codeRecipe: Recipe = {
  name: "code",
  description: "write small JavaScript functions that pass hidden tests",
  options: OPTIONS,
  defaults: {
    preset: "mini",
    // In characters texts are twice as long, and the model learns to read a prompt far later.
    vocabulary: 512,
    contextLength: 512,
    sftSteps: 1200,
    showBatch: 32,
    rlSteps: 300,
    schedule: "linear",
    maxTokens: 96,
  },
  environments(given, dependencies) {
    const { mistakes, ...common } = resolveOptions("code", OPTIONS, given);
    const make = (options: GivenOptions) =>
      makeTask(codeTask, { ...common, easiest: 1, ...options }, dependencies) as unknown as TextEnvironment;
    const practised = make({});
    return { shown: make({ mistakes, varied: false }), practised, measured: practised };
  },
};
