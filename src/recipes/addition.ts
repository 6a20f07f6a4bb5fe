import { choice, integer, resolveOptions } from "../environments/task/options.js";
import { addition } from "../environments/tasks/arithmetic/addition.js";
import type { Recipe } from "./recipe.js";

const OPTIONS = {
  shown: integer("most digits of the sums that are demonstrated", { from: 1, to: 40, default: 4 }),
  digits: integer("most digits of the sums that are practised and measured, all longer than those shown", {
    from: 2,
    to: 40,
    default: 8,
  }),
  working: choice("how demonstrations show their work", ["states", "columns", "reversed", "none"]),
};

/**
 * Longer sums than anybody has shown. A small model is fine-tuned on the written working of short sums, which it then
 * masters, while it fails on longer ones. Nobody shows it those: it tries, the checker says right or wrong, and the
 * curriculum goes on to the next length as soon as one is half mastered.
 */
export const additionRecipe: Recipe = {
  name: "addition",
  description: "learn to add from short sums, then practise longer ones that nobody demonstrates",
  options: OPTIONS,
  defaults: {
    preset: "mini",
    sftSteps: 500,
    rlSteps: 200,
    maxTokens: 200,
    contextLength: 256,
    curriculum: true,
  },
  environments(given) {
    const { shown, digits, working } = resolveOptions("addition", OPTIONS, given);
    const longer = addition({ difficulty: digits, easiest: shown + 1, working });
    return {
      shown: addition({ difficulty: shown, easiest: 1, working }),
      practised: longer,
      measured: longer,
    };
  },
};
