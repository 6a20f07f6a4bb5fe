import { integer, number, resolveOptions } from "../environments/task/options.js";
import { countdown } from "../environments/tasks/countdown/countdown.js";
import type { Recipe } from "./recipe.js";

const OPTIONS = {
  difficulty: integer("given numbers, less one", { from: 1, to: 5, default: 2 }),
  largest: integer("largest of the given numbers", { from: 4, to: 100, default: 12 }),
  largestTarget: integer("largest number to reach", { from: 10, to: 1000, default: 60 }),
  imperfect: number("share of demonstrations that miss the target", { from: 0, to: 1, default: 0.6 }),
  search: number("share of demonstrations that give up up to three attempts first", {
    from: 0,
    to: 1,
    default: 0.5,
  }),
};

/**
 * The numbers game from imperfect teachers: most demonstrations follow the rules but miss the target, and half of them
 * give up an attempt or more before they answer. The model learns from them how answers and attempts look; practice,
 * where only reaching the target pays, teaches it to go on trying until it does.
 */
export const countdownRecipe: Recipe = {
  name: "countdown",
  description: "reach a number from given numbers: a warm start on imperfect demonstrations, then practice",
  options: OPTIONS,
  defaults: {
    preset: "mini",
    sftSteps: 800,
    rlSteps: 150,
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
