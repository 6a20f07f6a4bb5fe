import { EnvironmentError } from "../errors.js";
import type { Game } from "../games/game.js";
import { builtInGames, findGame, type GameOptions } from "../games/registry.js";
import { nearest } from "../suggest.js";
import { assertGame } from "./assert-game.js";
import { isTextEnvironment } from "./assert-text-environment.js";
import { gameOfFile, loadGame } from "./load-game.js";
import {
  loadTextEnvironment,
  takesNone,
  textEnvironmentOfFile,
  withOptions,
} from "./load-text-environment.js";
import { isModuleFile, loadDefaultExport, moduleFilePath, shown, type Wanted } from "./module-file.js";
import type { GivenOptions } from "./task/options.js";
import type { TaskDependencies } from "./task/task-entry.js";
import { builtInTasks, findTask } from "./tasks/registry.js";
import type { TextEnvironment } from "./text/text-environment.js";

/** Something to practise in, and of which kind it is. */
export type LoadedEnvironment =
  | { readonly kind: "game"; readonly game: Game }
  | { readonly kind: "text"; readonly environment: TextEnvironment };

const EITHER: Wanted = {
  noun: "game or text environment",
  error: (problem, message, options) => new EnvironmentError(`ENVIRONMENT_FILE_${problem}`, message, options),
};

/**
 * A game or a text environment from whatever names one: a built-in one by its name, or a TypeScript or JavaScript file
 * by its path or URL, whose default export is either or a function that returns it.
 *
 * @param options of a built-in one, or for the function of a text environment that a file exports
 * @throws EnvironmentError for an unknown name (with the nearest) and for a file that holds neither; GameError for a
 *   game that lacks something; OptionError for a wrong option
 * @example
 * const loaded = await loadEnvironment("./my-task.ts");
 * if (loaded.kind === "text") console.log(loaded.environment.name);
 */
export async function loadEnvironment(
  environment: Game | TextEnvironment | string | URL,
  options: GivenOptions = {},
  dependencies: TaskDependencies = {},
): Promise<LoadedEnvironment> {
  if (typeof environment === "object" && !(environment instanceof URL)) {
    if (!isTextEnvironment(environment))
      return { kind: "game", game: assertGame("environment", environment) };
    return { kind: "text", environment: await loadTextEnvironment(environment) };
  }
  if (typeof environment === "string" && !isModuleFile(environment)) {
    return byName(environment, options, dependencies);
  }
  const path = moduleFilePath(environment);
  const exported = await loadDefaultExport(path, EITHER);
  if (resembles(exported.value, "text")) {
    const loaded = await textEnvironmentOfFile(path, exported);
    return { kind: "text", environment: await withOptions(path, loaded, options) };
  }
  if (!resembles(exported.value, "game")) {
    const found = JSON.stringify(exported.value)?.slice(0, 80) ?? "nothing";
    throw new EnvironmentError(
      "ENVIRONMENT_INVALID",
      `${shown(path)}: expected a game, which has \`newState\`, or a text environment, which has \`example\` and ` +
        `\`begin\`, found ${found}`,
    );
  }
  const game = gameOfFile(path, exported.value);
  const [option] = Object.keys(options);
  if (option !== undefined) throw takesNone(environment, option);
  return { kind: "game", game };
}

async function byName(
  name: string,
  options: GivenOptions,
  dependencies: TaskDependencies,
): Promise<LoadedEnvironment> {
  if (findGame(name) !== undefined)
    return { kind: "game", game: await loadGame(name, options as GameOptions) };
  if (findTask(name) !== undefined) {
    return { kind: "text", environment: await loadTextEnvironment(name, options, dependencies) };
  }
  const extension = /\.\w+$/.exec(name)?.[0];
  if (extension !== undefined)
    throw new EnvironmentError(
      "UNKNOWN_ENVIRONMENT",
      `${name}: expected the name of an environment, or a file of JavaScript, TypeScript, JSON Lines (.jsonl) or Parquet ` +
        `(.parquet), found ${extension}`,
    );
  const games = builtInGames.map((game) => game.name);
  const tasks = builtInTasks.map((task) => task.name);
  const hint = nearest(name, [...games, ...tasks]);
  const meant = hint === undefined ? "." : `; did you mean ${JSON.stringify(hint)}?`;
  throw new EnvironmentError(
    "UNKNOWN_ENVIRONMENT",
    `there is no environment ${JSON.stringify(name)}${meant} Built-in games: ${games.join(", ")}. ` +
      `Built-in text environments: ${tasks.join(", ")}`,
  );
}

/** Members that only one of the two kinds has, by which what lacks others can be told which. */
const TELLING = {
  game: ["newState", "actions", "actionName", "observation"],
  text: ["example", "begin", "demonstrate"],
} as const;

function resembles(value: unknown, kind: keyof typeof TELLING): boolean {
  return typeof value === "object" && value !== null && TELLING[kind].some((member) => member in value);
}
