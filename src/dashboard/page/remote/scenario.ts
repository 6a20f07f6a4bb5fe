import { type AlphaZeroValues, resolveAlphaZero } from "../../../algorithms/alpha-zero/settings.js";
import type { Game } from "../../../games/game.js";
import { gameByName } from "../../../games/registry.js";
import type { GameName } from "../../api.js";

/** A game and how it is learnt, in a form that a worker can be sent. */
export interface Scenario {
  readonly game: GameName;
  /** Settings of AlphaZero that differ from the game's defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The game and all of its settings. */
export function openScenario({ game, settings }: Scenario): { game: Game; settings: AlphaZeroValues } {
  const made = gameByName(game.name, game.options);
  return { game: made, settings: resolveAlphaZero(made, settings) };
}

/** What a role was started with. @throws Error when it was not */
export function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("this worker was not started");
  return value;
}
