import type { Game, GameState } from "../games/game.js";
import type { Evaluator } from "../networks/evaluator.js";
import { Random } from "../random/index.js";
import type { BatchedSearch, SearchResult } from "../search/search.js";
import { searchOnce } from "../search/search-many.js";

/** What a network and its search think of a position, for the player to move. */
export interface Analysis extends Readonly<SearchResult> {
  /** The moves that the search expects, its own first. */
  readonly line: readonly number[];
}

/**
 * A network with its search, to be asked about one position after the other.
 *
 * @example
 * const analyst = new Analyst(game, gumbelSearch(game, { slots: 1 }), evaluator);
 * const { action, value, line } = await analyst.analyse([3, 3], 200);
 */
export class Analyst<State extends GameState> {
  constructor(
    private readonly game: Game<State>,
    private readonly search: BatchedSearch<State>,
    private readonly evaluator: Evaluator,
  ) {}

  /**
   * @param actions from the start of the game; it must not be over after them
   * @param simulations 0 asks the network alone
   */
  async analyse(actions: readonly number[], simulations: number): Promise<Analysis> {
    const { game, search, evaluator } = this;
    const state = game.newState();
    for (const action of actions) state.apply(action);
    const order = { simulations, explore: false, random: new Random(0, "play") };
    const result = await searchOnce(search, state, order, evaluator);
    return { ...result, line: search.line(0, result.action) };
  }
}
