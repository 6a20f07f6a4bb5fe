import { FORM_OPTIONS } from "../environments/task/common-options.js";
import { integer, resolveOptions } from "../environments/task/options.js";
import { addition } from "../environments/tasks/arithmetic/addition.js";
import { OptionError } from "../errors.js";
import type { Recipe } from "./recipe.js";

const OPTIONS = {
  shown: integer("most digits of the sums that are demonstrated", { from: 1, to: 39, default: 4 }),
  fewest: integer("fewest digits of the sums that are measured; if not given, three more than shown", {
    from: 2,
    to: 40,
  }),
  digits: integer("most digits of the sums that are practised and measured, all longer than those shown", {
    from: 2,
    to: 40,
    default: 8,
  }),
  ...FORM_OPTIONS,
  // By right or wrong alone the answers of most groups earn the same while few lengths are solved at all.
  progressReward: { ...FORM_OPTIONS.progressReward, default: 0.3 },
};

/**
 * Longer sums than anybody has shown. A small model is pre-trained and fine-tuned on short sums, while it fails on longer ones.
 * Nobody shows it those: it tries, the checker says right or wrong, and the curriculum goes on to the next length as soon as
 * one is half mastered.
 */
export const additionRecipe: Recipe = {
  name: "addition",
  description: "learn to add from short sums, then practise longer ones that nobody demonstrates",
  options: OPTIONS,
  defaults: {
    preset: "mini",
    // With 1,000 steps of fine-tuning some models add the longer ones before they have practised.
    pretrainSteps: 300,
    sftSteps: 850,
    // With 1,200 not every seed finds the last digits of the longest sums.
    rlSteps: 1800,
    // At a constant rate what is solved falls and rises by a third between two measurements.
    schedule: "cosine",
    // The longest sum there can be, and its end.
    maxTokens: 48,
    contextLength: 128,
    curriculum: true,
  },
  environments(given) {
    const options = resolveOptions("addition", OPTIONS, given);
    const { shown, digits, fewest = Math.min(digits, shown + 3), ...form } = options;
    if (digits <= shown) throw new OptionError("digits", `more than the ${shown} of those shown`, digits);
    if (fewest <= shown || fewest > digits)
      throw new OptionError("fewest", `more than ${shown}, those shown, and at most ${digits}`, fewest);
    // One character more than the longest number, so that every number ends with a blank.
    const field = digits + 1;
    return {
      shown: addition({ ...form, difficulty: shown, easiest: 1, field }),
      practised: addition({ ...form, difficulty: digits, easiest: shown + 1, field }),
      measured: addition({ ...form, difficulty: digits, easiest: fewest, field }),
    };
  },
};
