import { Argument, type Command, Option } from "commander";
import { loadGame } from "../environments/load-game.js";
import type { Game } from "../games/game.js";
import { builtInGames, type GameOptions } from "../games/registry.js";
import { number } from "./numbers.js";
import { flagOf } from "./settings-options.js";

/** The argument that says which game. */
export function gameArgument(
  words = "a built-in game (see `selfplay list`) or a TypeScript file that exports one",
): Argument {
  return new Argument("<game>", words);
}

/**
 * Gives a command the options of all built-in games; whether they fit the game is found out when it is made.
 *
 * @param shown the game whose options the help tells; those of all games when left out
 */
export function addGameOptions(command: Command, shown?: string): void {
  for (const name of optionNames()) {
    const games = builtInGames.filter((game) => name in game.options);
    const own = games.find((game) => game.name === shown)?.options[name];
    const fallback = own?.default === undefined ? "" : ` (default ${own.default})`;
    const all = games.map((game) => `${game.name}: ${game.options[name].description}`).join("; ");
    const option = new Option(`${flagOf(name)} <n>`, own ? own.description + fallback : all);
    const heading = shown === undefined ? "Options of games:" : `Options of ${shown}:`;
    if (shown !== undefined && !own) option.hideHelp();
    command.addOption(option.argParser(number).helpGroup(heading));
  }
}

/** The game options among a command's options. */
export function givenGameOptions(options: Readonly<Record<string, unknown>>): GameOptions {
  const given = optionNames().filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name] as number]));
}

/** The game that was asked for, made with the options given. */
export function gameFrom(name: string, options: Readonly<Record<string, unknown>>): Promise<Game> {
  return loadGame(name, givenGameOptions(options));
}

function optionNames(): string[] {
  return [...new Set(builtInGames.flatMap(({ options }) => Object.keys(options)))];
}
