import { join } from "node:path";
import { loadReferencedGame } from "../environments/load-game.js";
import { SelfplayError } from "../errors.js";
import type { Game } from "../games/game.js";
import { CONFIG_FILE } from "../run/config.js";
import type { RunDirectory } from "../run/index.js";
import { gameOf } from "./run-settings.js";

type NamedRun = Pick<RunDirectory, "path" | "config">;

/** The game of a run, with the options that it was begun with. */
export function loadGameOfRun(run: NamedRun): Promise<Game> {
  const reference = gameOf(run);
  return loadFileOfRun(run, () => loadReferencedGame(reference));
}

/** Loads what a run practises. Where the file that it comes from is gone, the error says who asks for it. */
export async function loadFileOfRun<T>({ path }: NamedRun, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (isFileMissing(error))
      error.message += `; ${join(path, CONFIG_FILE)} names it as what the run practises: put it back, or say where it is now`;
    throw error;
  }
}

/** Whether a file was looked for that is to hold a game or a text environment. */
export function isFileMissing(error: unknown): error is SelfplayError {
  return (
    error instanceof SelfplayError && ["GAME_FILE_MISSING", "ENVIRONMENT_FILE_MISSING"].includes(error.code)
  );
}
