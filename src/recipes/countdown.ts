import { FORM_OPTIONS } from "../environments/task/common-options.js";
import { integer, number, resolveOptions } from "../environments/task/options.js";
import { countdown } from "../environments/tasks/countdown/countdown.js";
import type { Recipe } from "./recipe.js";

const OPTIONS = {
  difficulty: integer("given numbers, less one", { from: 1, to: 5, default: 2 }),
  largest: integer("largest of the given numbers", { from: 4, to: 100, default: 12 }),
  largestTarget: integer("largest number to reach", { from: 10, to: 1000, default: 60 }),
  imperfect: number("share of demonstrations that give up", { from: 0, to: 1, default: 0.75 }),
  search: number("share of demonstrations with up to three attempts that miss first", {
    from: 0,
    to: 1,
    default: 0.5,
  }),
  ...FORM_OPTIONS,
};

/**
 * The numbers game from teachers without patience: their attempts follow the rules and say truly whether they reached
 * the target, but most of them give up after one to four. Practice, where only reaching the target pays, teaches the
 * model to go on, and where to look.
 */
export const countdownRecipe: Recipe = {
  name: "countdown",
  description: "reach a number from given numbers: a warm start on imperfect demonstrations, then practice",
  options: OPTIONS,
  defaults: {
    preset: "mini",
    sftSteps: 2000,
    // After 300 both a drawn and the most likely answer still get better.
    rlSteps: 450,
    schedule: "linear",
    // Some ten attempts.
    maxTokens: 160,
    contextLength: 192,
  },
  environments(given) {
    const { imperfect, search, ...options } = resolveOptions("countdown", OPTIONS, given);
    const practised = countdown(options);
    return { shown: countdown({ ...options, imperfect, search }), practised, measured: practised };
  },
};
