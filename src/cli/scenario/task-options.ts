import { type Command, Option } from "commander";
import { resolveOptions, type TaskOption } from "../../environments/task/options.js";
import type { Recipe } from "../../recipes/recipe.js";
import { asArgument, choicePlaceholder, choiceWords, flagOf } from "../settings-options.js";

/** An option's name on the command line, in camel case. A run has a seed of its own. */
function given(name: string): string {
  return name === "seed" ? "environmentSeed" : name;
}

/** The flag of a task's or recipe's option: `largestTarget` is `--largest-target`. */
export function taskFlag(name: string): string {
  return flagOf(given(name));
}

/** Gives a command an option for each of a recipe's, under a heading of their own in the help. */
export function addTaskOptions(command: Command, { name: recipe, options }: Recipe): void {
  for (const [name, spec] of Object.entries(options)) {
    const option = new Option(...taskOptionHelp(name, spec));
    const parse = (text: string) => parsed(recipe, name, spec, text);
    command.addOption(option.argParser(parse).helpGroup(`Options of ${recipe}:`));
  }
}

/** A recipe's options among a command's, as they were given. */
export function givenTaskOptions(
  { options }: Recipe,
  flags: Readonly<Record<string, unknown>>,
): Record<string, number | string | boolean> {
  const names = Object.keys(options).filter((name) => flags[given(name)] !== undefined);
  return Object.fromEntries(names.map((name) => [name, flags[given(name)] as number | string | boolean]));
}

/** One line for the help, with the range and the default. */
function describe(spec: TaskOption): string {
  const range = "from" in spec ? `${spec.from} to ${spec.to}` : "";
  // Some descriptions name the range themselves.
  const words = spec.type === "choice" ? spec.description + choiceWords(spec.values) : spec.description;
  const text = words.includes(range) ? words : `${words}, ${range}`;
  return spec.default === undefined ? text : `${text} (default ${spec.default})`;
}

/** An option with what it takes, and what it does. */
export function taskOptionHelp(name: string, spec: TaskOption): readonly [flag: string, help: string] {
  return [`${taskFlag(name)} <${placeholder(spec)}>`, describe(spec)];
}

function placeholder(spec: TaskOption): string {
  if ("from" in spec) return spec.type === "integer" ? "n" : "x";
  return spec.type === "flag" ? "true|false" : choicePlaceholder(spec.values);
}

function parsed(recipe: string, name: string, spec: TaskOption, text: string): unknown {
  const value =
    spec.type === "choice" ? text : spec.type === "flag" ? flagValue(text) : text.trim() && Number(text);
  return asArgument(
    `${recipe} ${name}`,
    () => resolveOptions(recipe, { [name]: spec }, { [name]: value })[name],
  );
}

function flagValue(text: string): unknown {
  return text === "true" ? true : text === "false" ? false : text;
}
