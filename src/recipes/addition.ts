import { integer, resolveOptions } from "../environments/task/options.js";
import { addition } from "../environments/tasks/arithmetic/addition.js";
import { OptionError } from "../errors.js";
import type { Recipe } from "./recipe.js";

const OPTIONS = {
  shown: integer("most digits of the sums that are demonstrated", { from: 1, to: 38, default: 4 }),
  digits: integer("most digits of the sums that are practised and measured, all longer than those shown", {
    from: 2,
    to: 40,
    default: 8,
  }),
};

/**
 * Longer sums than anybody has shown. A small model is fine-tuned on short sums, while it fails on longer ones. Nobody
 * shows it those: it tries, the checker says right or wrong, and the curriculum goes on to the next length as soon as
 * one is half mastered.
 */
export const additionRecipe: Recipe = {
  name: "addition",
  description: "learn to add from short sums, then practise longer ones that nobody demonstrates",
  options: OPTIONS,
  defaults: {
    preset: "mini",
    sftSteps: 600,
    rlSteps: 300,
    maxTokens: 16,
    contextLength: 128,
    curriculum: true,
  },
  environments(given) {
    const { shown, digits } = resolveOptions("addition", OPTIONS, given);
    if (digits <= shown) throw new OptionError("digits", `more than those shown, ${shown}`, digits);
    // One character more than the longest number, so that every number ends with a blank.
    const field = digits + 1;
    const longer = addition({ difficulty: digits, easiest: shown + 1, field });
    return { shown: addition({ difficulty: shown, easiest: 1, field }), practised: longer, measured: longer };
  },
};
