import { type Game, type GameState, TERMINAL } from "../games/game.js";
import { Random } from "../random/index.js";
import type { Player } from "./player.js";

/** How many games ended how, for the first player of the match. */
export interface Outcomes {
  wins: number;
  draws: number;
  losses: number;
}

/** How a match ended, for its first player. */
export interface MatchResult extends Outcomes {
  /** Of the games in which that player moved first. */
  readonly movingFirst: Outcomes;
}

/** Settings of a match. */
export interface MatchOptions {
  /** Number of games; the players take turns at moving first. */
  readonly games: number;
  readonly seed: number;
  /** Random plies at the start; each opening is played twice, with the sides changed. Default 2. */
  readonly openingPlies?: number;
}

/**
 * Plays a match between two players, all games at once.
 *
 * @example
 * const { wins, draws, losses } = await playMatch(game, [trained, random], { games: 40, seed: 1 });
 */
export async function playMatch<State extends GameState>(
  game: Game<State>,
  players: readonly [Player<State>, Player<State>],
  options: MatchOptions,
): Promise<MatchResult> {
  const { games, seed, openingPlies = 2 } = options;
  const random = new Random(seed, "match", players[0].name, players[1].name);
  const boards = Array.from({ length: games }, (_, i) => {
    const opening = new Random(seed, "opening", i >> 1);
    return { state: openingState(game, openingPlies, opening), first: i & 1 };
  });
  for (;;) {
    let moved = false;
    for (const who of [0, 1]) {
      const turn = boards.filter(
        ({ state, first }) => state.player >= 0 && seat(state.player, first) === who,
      );
      if (turn.length === 0) continue;
      moved = true;
      const states = turn.map(({ state }) => state);
      const actions = await players[who].choose(states, random);
      for (const [i, state] of states.entries()) state.apply(actions[i]);
    }
    if (!moved) break;
  }
  const result = { ...noOutcomes(), movingFirst: noOutcomes() };
  const returns = new Float32Array(game.players);
  for (const { state, first } of boards) {
    state.returns(returns);
    const own = returns[seat(0, first)];
    const outcome = own > 0 ? "wins" : own < 0 ? "losses" : "draws";
    result[outcome]++;
    if (first === 0) result.movingFirst[outcome]++;
  }
  return result;
}

function noOutcomes(): Outcomes {
  return { wins: 0, draws: 0, losses: 0 };
}

/** Which of the two players sits at a side, when `first` says who moves first (and the other way round). */
function seat(side: number, first: number): number {
  return side ^ first;
}

/** A state some random plies into the game and not yet over; fewer plies where the game would end in them. */
function openingState<State extends GameState>(game: Game<State>, plies: number, random: Random): State {
  const state = game.newState();
  const mask = new Uint8Array(game.actions);
  for (let left = plies, ply = 0; ply < left; ply++) {
    state.legalActions(mask);
    state.apply(random.categorical(mask));
    if (state.player !== TERMINAL) continue;
    state.reset();
    left--;
    ply = -1;
  }
  return state;
}
