import type { Command } from "commander";
import { alphaZeroDefaults, alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
import { languageSettings } from "../../algorithms/language/settings.js";
import type { Settings } from "../../algorithms/settings.js";
import { builtInGames } from "../../games/registry.js";
import { recipes } from "../../recipes/registry.js";
import { examples } from "../examples.js";
import { createOutput } from "../output.js";
import { taskOptionHelp } from "../scenario/task-options.js";
import { defaultWords, flagOf } from "../settings-options.js";
import { conditionOf } from "../train/text-request.js";

export function addList(program: Command): void {
  const command = program
    .command("list")
    .summary("the games, text environments and algorithms there are")
    .description(
      "Lists the built-in games and text environments with their options, and the algorithms with their settings.",
    )
    .option("--json", "print one JSON object")
    .action(({ json }: { readonly json?: boolean }) => {
      const output = createOutput({ json: json === true });
      const { bold } = output.colours;
      output.result(everything(), () =>
        [
          bold("Games"),
          ...scenarioLines(games()),
          "",
          bold("Text environments, for language models"),
          ...scenarioLines(tasks()),
          "",
          bold("Settings of alphazero, for games"),
          ...settingLines(alphaZeroSettings),
          "",
          bold("Settings of training a language model"),
          ...settingLines(languageSettings),
        ].join("\n"),
      );
    });
  examples(command, [
    ["selfplay list", "what can be trained"],
    ["selfplay list --json", "the same for a program"],
  ]);
}

function everything(): object {
  return {
    games: builtInGames.map(({ name, description, options, make }) => {
      return { name, description, options, settings: alphaZeroDefaults(make({})) };
    }),
    tasks: recipes.map(({ name, description, options, defaults }) => {
      return { name, description, options, settings: defaults };
    }),
    algorithms: [
      { name: "alphazero", settings: alphaZeroSettings },
      { name: "language", settings: languageSettings },
    ],
  };
}

/** A game or a text environment, with its options in lines and the settings whose defaults are its own. */
interface Listed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
}

function games(): Listed[] {
  return builtInGames.map(({ name, description, options, make }) => ({
    name,
    description,
    options: Object.entries(options).map(([option, spec]) => {
      const value = spec.default === undefined ? "" : ` (default ${spec.default})`;
      return `${flagOf(option)}  ${spec.description}${value}`;
    }),
    settings: alphaZeroDefaults(make({})),
  }));
}

function tasks(): Listed[] {
  return recipes.map(({ name, description, options, defaults }) => ({
    name,
    description,
    options: Object.entries(options).map(([option, spec]) => taskOptionHelp(option, spec).join("  ")),
    settings: defaults,
  }));
}

function scenarioLines(scenarios: readonly Listed[]): string[] {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.flatMap(({ name, description, options, settings }) => [
    `  ${name.padEnd(width)}  ${description}`,
    ...[...options, ...ownSettings(settings)].map((line) => `  ${" ".repeat(width)}    ${line}`),
  ]);
}

function ownSettings(settings: Readonly<Record<string, unknown>>): string[] {
  const own = Object.entries(settings).map(([name, value]) => `${flagOf(name)} ${value}`);
  return own.length === 0 ? [] : [`settings: ${own.join(" ")}`];
}

function settingLines(settings: Settings): string[] {
  const entries = Object.entries(settings);
  const width = Math.max(...entries.map(([name]) => flagOf(name).length));
  return entries.map(
    ([name, { help, default: value }]) =>
      `  ${flagOf(name).padEnd(width)}  ${help} (${[`default ${defaultWords(value)}`, conditionOf(name)].filter(Boolean).join("; ")})`,
  );
}
