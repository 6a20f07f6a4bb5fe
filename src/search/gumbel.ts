import { OptionError } from "../errors.js";
import type { Game, GameState } from "../games/game.js";
import { GumbelRule } from "./gumbel-rule.js";
import type { BatchedSearch } from "./search.js";
import { TreeSearch, type TreeSearchOptions } from "./tree-search.js";

/** Settings of {@link gumbelSearch}. */
export interface GumbelSearchOptions extends TreeSearchOptions {
  /** Actions considered at the root. Default 16. */
  readonly considered?: number;
  /** c_visit of σ(q) = (c_visit + max visits) · c_scale · q. Default 50. */
  readonly visitOffset?: number;
  /** c_scale of σ. Default 0.5, or 0.1 with {@link rescale}; the paper has 1 for Go and chess, 0.1 for Atari. */
  readonly valueScale?: number;
  /**
   * Where q in σ comes from. False (the paper): the value brought from −1 … 1 to 0 … 1. True (mctx): stretched so
   * that the node's best action has 1 and its worst 0. Default false.
   */
  readonly rescale?: boolean;
}

/**
 * Gumbel AlphaZero (Danihelka, Guez, Schrittwieser, Silver 2022, "Policy improvement by planning with Gumbel"):
 * improves the policy with any number of simulations, even two. `explore` adds the Gumbel noise. The result's `policy`
 * is the improved policy, its `value` that policy's value.
 *
 * @example
 * const search = gumbelSearch(connectFour(), { slots: 64, considered: 7 });
 */
export function gumbelSearch<State extends GameState>(
  game: Game<State>,
  options: GumbelSearchOptions,
): BatchedSearch<State> {
  const { considered = 16, visitOffset = 50, rescale = false, solve = true } = options;
  const { valueScale = rescale ? 0.1 : 0.5 } = options;
  if (!Number.isInteger(considered) || considered < 1) {
    throw new OptionError("considered", "a whole number of at least 1", considered);
  }
  requireNotNegative("visitOffset", visitOffset);
  requireNotNegative("valueScale", valueScale);
  const { slots } = options;
  const rule = new GumbelRule({
    slots,
    actions: game.actions,
    considered,
    visitOffset,
    valueScale,
    rescale,
    solve,
  });
  return new TreeSearch(game, rule, options);
}

function requireNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new OptionError(name, "a number of at least 0", value);
  }
}
