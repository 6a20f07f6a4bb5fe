import { type Command, InvalidArgumentError, Option } from "commander";
import { NONE, resolveSettings, type Setting, type Settings } from "../algorithms/settings.js";
import { OptionError } from "../errors.js";
import { templateVariable } from "./template-variable.js";

/** `learningRate` is `--learning-rate` on the command line. */
export function flagOf(setting: string): string {
  return `--${optionOf(setting).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What commander calls the option of a setting: where it is given a part at a time, a part's name. */
export function optionOf(setting: string): string {
  return setting === "templateOptions" ? "templateOption" : setting;
}

/** A setting's default for the help. */
export function defaultWords(value: unknown): string {
  const nothing = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return nothing ? NONE : String(value);
}

/**
 * Gives a command an option for each setting of an algorithm, under a heading of their own in the help.
 *
 * @param defaults those of a scenario, where they are others
 */
export function addSettings(
  command: Command,
  settings: Settings,
  heading: string,
  defaults: Readonly<Record<string, unknown>> = {},
): void {
  for (const [name, setting] of Object.entries(settings)) {
    const help = `${setting.help}${choicesHelp(setting)} (default ${defaultWords(defaults[name] ?? setting.default)})`;
    const option = new Option(`${flagOf(name)} <${placeholder(setting)}>`, help);
    if (setting.type === "variables") option.argParser(templateVariable);
    else option.argParser((value) => parse(name, setting, value));
    command.addOption(option.helpGroup(heading));
  }
}

/** The settings among a command's options, as they were given. */
export function givenSettings(
  settings: Settings,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = Object.keys(settings).map((name) => [name, options[optionOf(name)]]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** What a setting may be, for the help. */
function placeholder(setting: Setting): string {
  if (setting.type === "variables") return "name=value";
  if (setting.type === "number") return setting.integer ? "n" : "x";
  if (setting.type === "choices" || setting.type === "names") return "names";
  return setting.type === "boolean" ? "true|false" : choicePlaceholder(setting.choices);
}

/** So many characters of choices stand with the flag; more would push all help aside. */
const MOST = 28;

/** A choice's words, or where these are many a word for them; {@link choiceWords} are then for the help. */
export function choicePlaceholder(choices: readonly string[]): string {
  const all = choices.join("|");
  return all.length > MOST ? "name" : all;
}

/** The words of a choice for the help, where they do not stand with the flag. */
export function choiceWords(choices: readonly string[]): string {
  return choices.join("|").length > MOST ? `: ${choices.join(", ")}` : "";
}

function choicesHelp(setting: Setting): string {
  return "choices" in setting ? choiceWords(setting.choices) : "";
}

function parse(name: string, setting: Setting, value: string): unknown {
  const given = { [name]: typed(setting, value) };
  return asArgument(name, () => resolveSettings({ [name]: setting }, given)[name]);
}

/** A command line's text as the type that the setting has; what is of no such type stays text, to be refused. */
function typed({ type }: Setting, text: string): unknown {
  if (type === "boolean") return text === "true" || (text === "false" ? false : text);
  return type === "number" && text.trim() !== "" ? Number(text) : text;
}

/**
 * Reads an option's value; the command line tells the flag and what was found itself, so that of an OptionError only
 * what was expected is told.
 *
 * @param name of the option in such an error
 */
export function asArgument<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const [expected] = error.message.slice(`${name}: e`.length).split(", found");
    throw new InvalidArgumentError(`E${expected}.`);
  }
}
