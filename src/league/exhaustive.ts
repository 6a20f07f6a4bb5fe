import type { Game, GameState } from "../games/game.js";
import { Random } from "../random/index.js";
import type { Player } from "./player.js";

/** How games ended for a player that met every possible play. */
export interface ExhaustiveResult {
  readonly games: number;
  readonly won: number;
  readonly drawn: number;
  readonly lost: number;
}

/**
 * Plays against an opponent that tries every move at every turn, on either side, and counts the games: a perfect player
 * loses none of them in a game that it need not lose. For small games only.
 *
 * @example
 * const { lost } = await playExhaustively(ticTacToe(), player);
 */
export async function playExhaustively<State extends GameState>(
  game: Game<State>,
  player: Player<State>,
): Promise<ExhaustiveResult> {
  const counts = { games: 0, won: 0, drawn: 0, lost: 0 };
  const mask = new Uint8Array(game.actions);
  const returns = new Float32Array(game.players);
  const random = new Random(0, "exhaustive");
  for (const side of [0, 1]) {
    let open = [game.newState()];
    while (open.length > 0) {
      const next: State[] = [];
      const asked = open.filter((state) => state.player === side);
      const actions = await player.choose(asked, random);
      for (const [i, state] of asked.entries()) next.push(after(game, state, actions[i]));
      for (const state of open) {
        if (state.player < 0) {
          state.returns(returns);
          counts.games++;
          counts[returns[side] > 0 ? "won" : returns[side] < 0 ? "lost" : "drawn"]++;
        } else if (state.player !== side) {
          state.legalActions(mask);
          for (const [action, legal] of mask.entries())
            if (legal === 1) next.push(after(game, state, action));
        }
      }
      open = next;
    }
  }
  return counts;
}

function after<State extends GameState>(game: Game<State>, state: State, action: number): State {
  const next = game.newState();
  next.copyFrom(state);
  next.apply(action);
  return next;
}
