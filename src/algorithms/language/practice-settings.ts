import { OptionError } from "../../errors.js";
import type { LanguageValues } from "./settings.js";

/**
 * Refuses settings with which practice can teach nothing: where answers are compared within a group, one answer has
 * nothing to be better than, and answers that are always the most likely one, by their temperature or by a cut that
 * leaves nothing else, are all the same. Expert iteration compares nothing and learns from both.
 *
 * @param vocabulary how many tokens the model has, where that is known yet: without it a `topP` is judged beside a `topK` only
 * @throws OptionError
 */
export function checkPractice(settings: LanguageValues, vocabulary = Infinity): void {
  const { algorithm, rlSteps, groupSize, temperature, topK, topP, minP } = settings;
  if (algorithm === "expert-iteration" || rlSteps === 0) return;
  const reason = `in practice with ${algorithm}, which learns from how the answers of a group differ`;
  if (groupSize < 2) throw new OptionError("groupSize", `at least 2 ${reason}`, groupSize);
  if (temperature === 0) throw new OptionError("temperature", `a number above 0 ${reason}`, temperature);
  if (topK === 1) throw new OptionError("topK", `0 or at least 2 ${reason}`, topK);
  // The most likely of n tokens has at least 1/n, whatever the model: up to there it is always all that is left.
  const tokens = topK > 0 ? Math.min(topK, vocabulary) : vocabulary;
  if (topP < 1 && topP <= 1 / tokens) {
    const always = `a number above 1/${tokens} (of ${tokens} tokens the most likely always has that)`;
    throw new OptionError("topP", `${always} ${reason}`, topP);
  }
  if (minP === 1) throw new OptionError("minP", `a number below 1 ${reason}`, minP);
}
