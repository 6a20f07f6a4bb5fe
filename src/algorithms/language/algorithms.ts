import { OptionError } from "../../errors.js";
import type { LanguageAlgorithm } from "../algorithm.js";
import { type LanguageValues, resolveLanguage } from "./settings.js";

/** Settings of an algorithm for language models, as far as they differ from the recipe's; see {@link languageSettings}. */
export type LanguageSettings = Partial<Omit<LanguageValues, "algorithm">>;

/**
 * Group-relative policy optimisation: answers are judged beside others to the same prompt, (r − mean) / deviation, and
 * learnt from with the clipped ratio of PPO (Shao et al. 2024, "DeepSeekMath").
 *
 * @throws OptionError for a setting that does not exist or cannot be so, as all functions here
 * @example
 * await train({ environment: countdown(), algorithm: grpo({ groupSize: 8 }), policy: localModel({ preset: "mini" }) });
 */
export const grpo = (settings: LanguageSettings = {}): LanguageAlgorithm => method("grpo", settings);

/**
 * GRPO without its two biases: rewards are centred and not scaled, and every token counts the same whatever the length
 * of its answer (Liu et al. 2025, "Understanding R1-Zero-Like Training").
 *
 * @example
 * await train({ environment: "addition", algorithm: drGrpo({ learningRate: 1e-4 }) });
 */
export const drGrpo = (settings: LanguageSettings = {}): LanguageAlgorithm => method("dr-grpo", settings);

/**
 * REINFORCE with the mean of the group's other answers as the baseline, unclipped (Ahmadian et al. 2024, "Back to
 * Basics").
 *
 * @example
 * await train({ environment: "sorting", algorithm: rloo({ groupSize: 4 }) });
 */
export const rloo = (settings: LanguageSettings = {}): LanguageAlgorithm => method("rloo", settings);

/**
 * GRPO that clips higher above than below, averages over tokens, and samples on until enough groups have different
 * rewards (Yu et al. 2025, "DAPO").
 *
 * @example
 * await train({ environment: "countdown", algorithm: dapo({ groups: 32 }) });
 */
export const dapo = (settings: LanguageSettings = {}): LanguageAlgorithm => method("dapo", settings);

/**
 * GRPO with one ratio for a whole answer, the geometric mean over its tokens (Zheng et al. 2025, "Group Sequence Policy
 * Optimization").
 *
 * @example
 * await train({ environment: "maze", algorithm: gspo({ updates: 4 }) });
 */
export const gspo = (settings: LanguageSettings = {}): LanguageAlgorithm => method("gspo", settings);

/**
 * GRPO that clips the weight of a token and never its gradient, so that rare tokens go on learning (MiniMax 2025,
 * "MiniMax-M1").
 *
 * @example
 * await train({ environment: "code", algorithm: cispo({ updates: 2 }) });
 */
export const cispo = (settings: LanguageSettings = {}): LanguageAlgorithm => method("cispo", settings);

/**
 * Rounds of answering, keeping what is right, and fine-tuning on it (Zelikman et al. 2022, "STaR"; Singh et al. 2023,
 * "Beyond Human Data").
 *
 * @example
 * await train({ environment: "code", algorithm: expertIteration({ rounds: 8, keptPerExample: 1 }) });
 */
export const expertIteration = (settings: LanguageSettings = {}): LanguageAlgorithm =>
  method("expert-iteration", settings);

/**
 * Demonstrations alone, without practice: pre-training for `pretrainSteps`, then fine-tuning on the answers for
 * `sftSteps` (Ouyang et al. 2022, "Training language models to follow instructions").
 *
 * @example
 * await train({ environment: "addition", algorithm: supervised({ sftSteps: 500 }) });
 */
export const supervised = (settings: Omit<LanguageSettings, "rlSteps" | "rounds"> = {}): LanguageAlgorithm =>
  method("grpo", settings, { rlSteps: 0 });

function method(
  algorithm: string,
  settings: LanguageSettings,
  others: LanguageSettings = {},
): LanguageAlgorithm {
  // Before they are spread, by which what is no object would be lost.
  resolveLanguage(settings);
  const given: Readonly<Record<string, unknown>> = settings;
  const fixed = { ...others, algorithm };
  for (const [name, value] of Object.entries(fixed))
    if (given[name] !== undefined && given[name] !== value)
      throw new OptionError(name, `${value}, as the algorithm has it`, given[name]);
  return { kind: "language", settings: { ...settings, ...fixed } };
}
