import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { GameError } from "../errors.js";
import type { Game } from "../games/game.js";
import * as games from "../games/index.js";
import * as random from "../random/index.js";
import { nearest } from "../suggest.js";
import { assertGame } from "./assert-game.js";

/** True for what names a file (a path or a file URL) and not a built-in game. */
export function isGameFile(reference: string): boolean {
  return /[\\/]|^file:|\.[cm]?[jt]s$/.test(reference);
}

/** The absolute path of a game file given as a path or as a file URL. */
export function gameFilePath(reference: string | URL): string {
  const text = String(reference);
  return resolve(text.startsWith("file:") ? fileURLToPath(text) : text);
}

/**
 * Loads a game from a TypeScript or JavaScript file. Its default export is the game, or a function (also an
 * asynchronous one) that returns it. What the file imports from `selfplay/games` is this very package, wherever
 * the file lies.
 *
 * @param path absolute
 * @throws GameError that names the file and what is wrong with it
 */
export async function loadGameFile(path: string): Promise<Game> {
  const file = shown(path);
  if (!existsSync(path)) throw new GameError("GAME_FILE_MISSING", `${file}: no such file${similar(path)}`);
  const jiti = createJiti(import.meta.url, {
    interopDefault: false,
    virtualModules: { "selfplay/games": games, "selfplay/random": random },
  });
  const module = await attempt(`${file}: could not be loaded`, () =>
    jiti.import<{ readonly default?: unknown }>(path),
  );
  const exported = module.default;
  if (exported === undefined) {
    const others = Object.keys(module).join(", ");
    throw new GameError(
      "GAME_FILE_NO_DEFAULT",
      `${file}: has no default export (${others ? `it exports ${others}` : "it exports nothing"}); ` +
        "write `export default` before the game, or before a function that returns it",
    );
  }
  const game =
    typeof exported === "function"
      ? await attempt(`${file}: its default export, a function, threw when called`, () => exported())
      : exported;
  return assertGame(file, game);
}

async function attempt<T>(what: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim() : String(cause);
    throw new GameError("GAME_FILE_FAILED", `${what}: ${reason}`, { cause });
  }
}

function similar(path: string): string {
  const folder = dirname(path);
  if (!existsSync(folder)) return "";
  const near = nearest(basename(path), readdirSync(folder).filter(isGameFile));
  return near ? ` (did you mean ${shown(resolve(folder, near))}?)` : "";
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}
