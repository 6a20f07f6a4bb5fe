import { GameError } from "../errors.js";
import { isTextEnvironment } from "./assert-text-environment.js";
import { loadDefaultExport, shown, type Wanted } from "./module-file.js";

const GAME: Wanted = {
  noun: "game",
  error: (problem, message, options) => new GameError(`GAME_FILE_${problem}`, message, options),
};

/**
 * Loads what a TypeScript or JavaScript file exports for a game; whether it is one is not looked at yet.
 *
 * @param path absolute
 * @throws GameError that names the file and what is wrong with it
 */
export async function loadGameFile(path: string): Promise<unknown> {
  const { value: exported } = await loadDefaultExport(path, GAME);
  if (!isTextEnvironment(exported)) return exported;
  const found = `the text environment ${JSON.stringify(exported.name)}`;
  throw new GameError("GAME_INVALID", `${shown(path)}: expected a game, found ${found}`);
}
