import type { GameReference } from "./environments/load-game.js";
import type { RunConfig, RunDescription } from "./run/index.js";

/** How a run's configuration names its game. */
export function describeGame(name: string, reference: GameReference): RunDescription["game"] {
  return "file" in reference ? { name, file: reference.file } : { name, options: reference.options };
}

/** How the game that a run's configuration names is found. */
export function gameOf({ game }: Pick<RunConfig, "game">): GameReference {
  return game.file === undefined
    ? { name: game.name, options: game.options ?? {} }
    : { name: game.name, file: game.file };
}
