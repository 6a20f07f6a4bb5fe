import { InvalidArgumentError } from "commander";
import type { TemplateOptions } from "../language/tokenizer/tokenizer.js";

/** Adds a variable of the chat template, name=value, to those before. The value is JSON; what is none is text. */
export function templateVariable(text: string, before: TemplateOptions = {}): TemplateOptions {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError("Expected a name, = and a value.");
  try {
    return { ...before, [name]: JSON.parse(value) as unknown };
  } catch {
    return { ...before, [name]: value };
  }
}
