import type { LanguageModelSpec } from "../algorithms/language/model.js";
import { OptionError } from "../errors.js";
import { localModel } from "./local-model.js";

/**
 * A policy as `train` is given it, whether {@link localModel} made it or not.
 *
 * @throws OptionError for what is none, as a program without types may give
 */
export function policyFor(given: LanguageModelSpec | undefined): LanguageModelSpec | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== "object" || given === null)
    throw new OptionError("policy", "localModel({ preset: … }) or localModel({ checkpoint: … })", given);
  return localModel(given);
}
