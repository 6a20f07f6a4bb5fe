import { OptionError } from "../../errors.js";
import { nearest } from "../../suggest.js";
import type { TemplateOptions, Tokenizer } from "./tokenizer.js";

/**
 * Refuses variables that the chat template never mentions: they would do nothing, most often because they are misspelt.
 *
 * @throws OptionError
 */
export function checkTemplateOptions(
  tokenizer: Pick<Tokenizer, "templateMentions" | "templateVariables">,
  options: TemplateOptions = {},
): void {
  const unknown = Object.keys(options).find((name) => !tokenizer.templateMentions(name));
  if (unknown !== undefined)
    throw new OptionError("templateOptions", expected(tokenizer.templateVariables(), unknown), unknown);
}

function expected(known: readonly string[], unknown: string): string {
  if (known.length === 0) return "none, since the model's chat template has no variables";
  const near = nearest(unknown, known);
  return `variables of the model's chat template: ${known.join(", ")}${near ? ` (did you mean ${near}?)` : ""}`;
}

/**
 * The variables that a model is asked with: its run's, but for those that are given.
 *
 * @throws OptionError see {@link checkTemplateOptions}
 */
export function templateOptionsOf(
  model: { readonly tokenizer: Tokenizer; readonly templateOptions?: TemplateOptions | undefined },
  given: TemplateOptions | undefined,
): TemplateOptions {
  checkTemplateOptions(model.tokenizer, given);
  return { ...model.templateOptions, ...given };
}
