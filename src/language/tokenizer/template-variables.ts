import { OptionError } from "../../errors.js";
import type { TemplateOptions, Tokenizer } from "./tokenizer.js";

/**
 * Refuses variables that the chat template never mentions: they would do nothing, most often because they are misspelt.
 *
 * @throws OptionError
 */
export function checkTemplateOptions(
  tokenizer: Pick<Tokenizer, "templateMentions">,
  options: TemplateOptions = {},
): void {
  const unknown = Object.keys(options).find((name) => !tokenizer.templateMentions(name));
  if (unknown !== undefined)
    throw new OptionError("templateOptions", "variables that the model's chat template mentions", unknown);
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
