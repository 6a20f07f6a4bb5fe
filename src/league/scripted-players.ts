import { OptionError } from "../errors.js";
import type { Game, GameState } from "../games/game.js";
import { greedyPolicy, mctsPolicy, minimaxPolicy, randomPolicy } from "../policies/index.js";
import type { Player } from "./player.js";
import { policyPlayer } from "./policy-player.js";

/**
 * A player that learns nothing, by name: `random`, `greedy`, `minimax:DEPTH` or `mcts:PLAYOUTS`.
 *
 * @throws OptionError for another name
 */
export function scriptedPlayer<State extends GameState>(game: Game<State>, name: string): Player<State> {
  const [kind, number = ""] = name.split(":");
  if (name === "random") return policyPlayer(name, randomPolicy(game));
  if (name === "greedy") return policyPlayer(name, greedyPolicy(game));
  if (kind === "minimax") return policyPlayer(name, minimaxPolicy(game, Number(number)));
  if (kind === "mcts") return policyPlayer(name, mctsPolicy(game, Number(number)));
  throw new OptionError("against", "random, greedy, minimax:DEPTH or mcts:PLAYOUTS", name);
}
