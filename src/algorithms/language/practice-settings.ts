import { OptionError } from "../../errors.js";
import type { LanguageValues } from "./settings.js";

/**
 * Refuses settings with which practice can teach nothing: where answers are compared within a group, one answer has
 * nothing to be better than, and answers that are always the most likely one, by their temperature or by a cut that
 * leaves nothing else, are all the same. Expert iteration compares nothing and learns from both.
 *
 * @throws OptionError
 */
export function checkPractice(settings: LanguageValues): void {
  const { algorithm, rlSteps, groupSize, temperature, topK, minP } = settings;
  if (algorithm === "expert-iteration" || rlSteps === 0) return;
  const reason = `in practice with ${algorithm}, which learns from how the answers of a group differ`;
  if (groupSize < 2) throw new OptionError("groupSize", `at least 2 ${reason}`, groupSize);
  if (temperature === 0) throw new OptionError("temperature", `a number above 0 ${reason}`, temperature);
  if (topK === 1) throw new OptionError("topK", `0 or at least 2 ${reason}`, topK);
  if (minP === 1) throw new OptionError("minP", `a number below 1 ${reason}`, minP);
}
