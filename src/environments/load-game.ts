import { GameError } from "../errors.js";
import type { Game, GameState } from "../games/game.js";
import { findGame, type GameOptions, gameByName } from "../games/registry.js";
import { assertGame } from "./assert-game.js";
import { loadGameFile } from "./game-file.js";
import { isModuleFile, moduleFilePath, shown } from "./module-file.js";

/** Says which game it is, in a form that can be written to a file or sent to a worker thread. */
export type GameReference =
  | { readonly name: string; readonly options: GameOptions }
  /** `file` is an absolute path; the game it holds has that name. */
  | { readonly name: string; readonly file: string };

const files = new WeakMap<Game, string>();

/**
 * A game from whatever names one.
 *
 * @param environment a game, the name of a built-in game, or the path or URL of a TypeScript or JavaScript file
 *   whose default export is a game or a function that returns one
 * @param options of a built-in game
 * @throws GameError for an unknown name and for a file that does not hold a game, OptionError for a wrong option
 * @example
 * const game = await loadGame("./my-game.ts");
 */
export async function loadGame(environment: Game | string | URL, options: GameOptions = {}): Promise<Game> {
  if (typeof environment === "object" && !(environment instanceof URL)) {
    return assertGame("environment", environment);
  }
  if (typeof environment === "string" && !isModuleFile(environment)) return gameByName(environment, options);
  const [option] = Object.keys(options);
  if (option !== undefined) {
    throw new GameError("GAME_FILE_OPTIONS", `${environment}: a game file takes no options, found ${option}`);
  }
  const path = moduleFilePath(environment);
  return gameOfFile(path, await loadGameFile(path));
}

/** Takes what a file exported for a game, and remembers the file. */
export function gameOfFile(path: string, exported: unknown): Game {
  const game = assertGame(shown(path), exported);
  files.set(game, path);
  return game;
}

/**
 * The same game once more, for example in a worker thread.
 *
 * @throws GameError also when the file holds another game by now
 */
export async function loadReferencedGame(reference: GameReference): Promise<Game> {
  if (!("file" in reference)) return loadGame(reference.name, reference.options);
  const game = await loadGame(reference.file);
  if (game.name === reference.name) return game;
  throw new GameError(
    "GAME_FILE_CHANGED",
    `${reference.file}: expected the game ${reference.name}, found ${game.name}`,
  );
}

/**
 * How another thread or a later run finds this game.
 *
 * @throws GameError for a game that was made in memory and is neither built in nor loaded from a file
 */
export function referenceOf<State extends GameState>(game: Game<State>): GameReference {
  const file = files.get(game as unknown as Game);
  if (file !== undefined) return { name: game.name, file };
  if (findGame(game.name) !== undefined) {
    const reference = { name: game.name, options: game.options ?? {} };
    const again = gameByName(reference.name, reference.options);
    if (again.newState().constructor === game.newState().constructor) return reference;
  }
  throw new GameError(
    "GAME_NOT_IN_FILE",
    `${game.name}: worker threads cannot be given this game; make it the default export of a file and pass ` +
      "the file's path or URL instead",
  );
}
