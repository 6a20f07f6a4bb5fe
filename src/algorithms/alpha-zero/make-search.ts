import type { Game, GameState } from "../../games/game.js";
import { gumbelSearch } from "../../search/gumbel.js";
import { puctSearch } from "../../search/puct.js";
import type { BatchedSearch } from "../../search/search.js";
import type { AlphaZeroValues } from "./settings.js";

/** The search that the settings ask for. */
export function makeSearch<State extends GameState>(
  game: Game<State>,
  settings: AlphaZeroValues,
  slots: number,
): BatchedSearch<State> {
  const { solve, lookahead, considered, cacheSize } = settings;
  const common = { slots, solve, lookahead, cacheSize };
  return settings.search === "puct"
    ? puctSearch(game, common)
    : gumbelSearch(game, { ...common, considered });
}
