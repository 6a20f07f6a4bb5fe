import { OptionError } from "../errors.js";
import type { Game, GameState } from "../games/game.js";
import { type FirstPlay, PuctRule } from "./puct-rule.js";
import type { BatchedSearch } from "./search.js";
import { TreeSearch, type TreeSearchOptions } from "./tree-search.js";

/** Settings of {@link puctSearch}. */
export interface PuctSearchOptions extends TreeSearchOptions {
  /** c_init of c(N) = c_init + log((1 + N + c_base) / c_base), with values in 0 … 1. Default 1.25. */
  readonly explorationInit?: number;
  /** c_base. Default 19,652. */
  readonly explorationBase?: number;
  /** An unvisited action's value: the parent's less a reduction, or fixed. Default "parent". */
  readonly firstPlay?: FirstPlay;
  /** Reduction for "parent", times the square root of the visited actions' prior. Default 0.25. */
  readonly firstPlayReduction?: number;
  /** Concentration of the root's noise. Default 10 / legal actions. */
  readonly dirichletAlpha?: number;
  /** The noise's share of the root's prior. Default 0.25. */
  readonly dirichletShare?: number;
  /** When exploring, an action is drawn in proportion to visits^(1 / temperature). Default 1. */
  readonly temperature?: number;
  /** Only in a game's first so many plies (`SearchOrder.ply`); then the most visited one is played. Default 30. */
  readonly temperaturePlies?: number;
  /** What a leaf at the network counts as, for the player who would move there, when there are several. Default 1. */
  readonly virtualLoss?: number;
}

/**
 * AlphaZero's search (Silver et al. 2018, "A general reinforcement learning algorithm that masters chess, shogi, and
 * Go through self-play"). `explore` adds Dirichlet noise and draws the action. The result's `policy` is the
 * distribution of visits, its `value` the mean of all simulations.
 *
 * @example
 * const search = puctSearch(connectFour(), { slots: 64, dirichletAlpha: 1.4 });
 */
export function puctSearch<State extends GameState>(
  game: Game<State>,
  options: PuctSearchOptions,
): BatchedSearch<State> {
  const {
    explorationInit = 1.25,
    explorationBase = 19_652,
    firstPlay = "parent",
    firstPlayReduction = 0.25,
    dirichletAlpha,
    dirichletShare = 0.25,
    temperature = 1,
    temperaturePlies = 30,
    virtualLoss = 1,
    solve = true,
    slots,
  } = options;
  const actions = game.actions;
  requireRange("explorationInit", explorationInit, 0, Number.MAX_VALUE);
  requireRange("explorationBase", explorationBase, 1, Number.MAX_VALUE);
  requireRange("dirichletAlpha", dirichletAlpha ?? 1, Number.MIN_VALUE, Number.MAX_VALUE);
  requireRange("dirichletShare", dirichletShare, 0, 1);
  requireRange("temperature", temperature, 0, Number.MAX_VALUE);
  const rule = new PuctRule({
    slots,
    actions,
    explorationInit,
    explorationBase,
    firstPlay,
    firstPlayReduction,
    dirichletAlpha,
    dirichletShare,
    temperature,
    temperaturePlies,
    virtualLoss,
    solve,
  });
  return new TreeSearch(game, rule, options);
}

function requireRange(name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw new OptionError(name, `a number from ${min} to ${max}`, value);
}
