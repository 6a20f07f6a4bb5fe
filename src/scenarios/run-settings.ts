import type { GameReference } from "../environments/load-game.js";
import { RunError } from "../errors.js";
import type { RunDirectory, ScenarioDescription } from "../run/index.js";

/** How a run's configuration names its game. */
export function describeGame(name: string, reference: GameReference): ScenarioDescription {
  return "file" in reference ? { name, file: reference.file } : { name, options: reference.options };
}

/**
 * What a run of a language model practises, as its configuration names it.
 * @throws RunError `RUN_OTHER_KIND` for a run of a game
 */
export function taskOf({ path, config }: Pick<RunDirectory, "path" | "config">): ScenarioDescription {
  const { task, game } = config;
  if (task !== undefined) return task;
  const found = `found one of the game ${game?.name}`;
  throw new RunError("RUN_OTHER_KIND", `${path}: expected a run of a language model, ${found}`);
}

/**
 * How the game that a run's configuration names is found.
 * @throws RunError `RUN_OTHER_KIND` for a run of a language model
 */
export function gameOf({ path, config }: Pick<RunDirectory, "path" | "config">): GameReference {
  const { game, task } = config;
  if (game === undefined)
    throw new RunError(
      "RUN_OTHER_KIND",
      `${path}: expected a run of a game, found one of a language model (${task?.name})`,
    );
  return game.file === undefined
    ? { name: game.name, options: game.options ?? {} }
    : { name: game.name, file: game.file };
}
