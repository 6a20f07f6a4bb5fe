import { InvalidArgumentError, Option } from "commander";
import type { TemplateOptions } from "../language/tokenizer/tokenizer.js";

/** The option of a command that asks a model. */
export function templateOption(): Option {
  const help =
    "a variable of the chat template, such as enable_thinking=false; may be given several times (default as in training)";
  return new Option("--template-option <name=value>", help).argParser(templateVariable);
}

/** Adds a variable of the chat template, name=value, to those before. The value is JSON; what is none is text. */
export function templateVariable(text: string, before: TemplateOptions = {}): TemplateOptions {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined)
    throw new InvalidArgumentError("Expected a name of letters, digits and _, then = and a value.");
  const json = PYTHON.get(value);
  if (json !== undefined) throw new InvalidArgumentError(`Expected ${json}, as JSON writes it.`);
  try {
    return { ...before, [name]: JSON.parse(value) as unknown };
  } catch {
    return { ...before, [name]: value };
  }
}

/** How Python, which such variables are often described in, writes what JSON writes otherwise. */
const PYTHON = new Map([
  ["True", "true"],
  ["False", "false"],
  ["None", "null"],
]);
