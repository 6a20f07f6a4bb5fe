import type { Command } from "commander";
import { alphaZeroDefaults, alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
import { builtInGames, type GameEntry } from "../../games/registry.js";
import { examples } from "../examples.js";
import { createOutput } from "../output.js";
import { flagOf } from "../settings-options.js";

export function addList(program: Command): void {
  const command = program
    .command("list")
    .summary("the games and algorithms there are")
    .description("Lists the built-in games with their options, and the algorithms with their settings.")
    .option("--json", "print one JSON object")
    .action(({ json }: { readonly json?: boolean }) => {
      const output = createOutput({ json: json === true });
      const { bold } = output.colours;
      const games = builtInGames.map(({ name, description, options, make }) => {
        return { name, description, options, settings: alphaZeroDefaults(make({})) };
      });
      const algorithms = [{ name: "alphazero", settings: alphaZeroSettings }];
      output.result({ games, algorithms }, () =>
        [bold("Games"), ...gameLines(), "", bold("Algorithm alphazero"), ...settingLines()].join("\n"),
      );
    });
  examples(command, [
    ["selfplay list", "what can be trained"],
    ["selfplay list --json", "the same for a program"],
  ]);
}

function gameLines(): string[] {
  const width = Math.max(...builtInGames.map(({ name }) => name.length));
  return builtInGames.flatMap((game) => [
    `  ${game.name.padEnd(width)}  ${game.description}`,
    ...[...optionsOf(game), ...settingsOf(game)].map((line) => `  ${" ".repeat(width)}    ${line}`),
  ]);
}

function optionsOf({ options }: GameEntry): string[] {
  return Object.entries(options).map(([name, option]) => {
    const value = option.default === undefined ? "" : ` (default ${option.default})`;
    return `${flagOf(name)}  ${option.description}${value}`;
  });
}

/** Settings whose defaults for this game are its own. */
function settingsOf({ make }: GameEntry): string[] {
  const own = Object.entries(alphaZeroDefaults(make({})));
  return own.length === 0
    ? []
    : [`settings: ${own.map(([name, value]) => `${flagOf(name)} ${value}`).join(" ")}`];
}

function settingLines(): string[] {
  const settings = Object.entries(alphaZeroSettings);
  const width = Math.max(...settings.map(([name]) => flagOf(name).length));
  return settings.map(
    ([name, { help, default: value }]) => `  ${flagOf(name).padEnd(width)}  ${help} (default ${value})`,
  );
}
