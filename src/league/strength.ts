import type { ScoredPosition } from "../games/connect-four/positions.js";
import { stateOf } from "../games/connect-four/positions.js";
import type { Game, GameState } from "../games/game.js";
import { Random } from "../random/index.js";
import { playExhaustively } from "./exhaustive.js";
import { playMatch } from "./match.js";
import { optimalShare } from "./optimal-moves.js";
import type { Player } from "./player.js";
import { scriptedPlayer } from "./scripted-players.js";

/** A measurement of strength in a share from 0 to 1, where 1 is the best. */
export interface Strength {
  /** What was measured, for example `score against random`. */
  readonly label: string;
  readonly share: number;
  /** Games or positions that it was measured on. */
  readonly count: number;
}

/**
 * Measures a player against opponents that never learn and, where the game has such a thing, against perfect play: in
 * tic-tac-toe an opponent that tries every move, in Connect Four solved positions. Quick enough to be done while a page
 * trains.
 *
 * @param positions solved positions, for Connect Four
 * @example
 * for (const { label, share } of await measureStrength(ticTacToe(), player)) console.log(label, share);
 */
export async function measureStrength(
  game: Game,
  player: Player<GameState>,
  positions: readonly ScoredPosition[] = [],
): Promise<Strength[]> {
  const found: Strength[] = [];
  for (const name of game.name === "tic-tac-toe" ? ["random"] : ["random", "minimax:4"]) {
    const { wins, draws } = await playMatch(game, [player, scriptedPlayer(game, name)], {
      games: GAMES,
      seed: 1,
    });
    found.push({ label: `score against ${name}`, share: (wins + draws / 2) / GAMES, count: GAMES });
  }
  if (game.name === "tic-tac-toe") {
    const { games, lost } = await playExhaustively(game, player);
    found.push({ label: "not lost against every possible play", share: 1 - lost / games, count: games });
  }
  if (game.name === "connect-four" && positions.length > 0) {
    const chosen = await player.choose(positions.map(stateOf), new Random(1, "positions"));
    const { share } = optimalShare(positions, chosen);
    found.push({ label: "optimal moves on solved positions", share, count: positions.length });
  }
  return found;
}

const GAMES = 40;
