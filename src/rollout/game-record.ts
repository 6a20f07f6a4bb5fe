import type { Game, GameState } from "../games/game.js";
import { type Episode, PLY_RANDOM } from "./episode.js";

/** A game of self-play as plain data, a line of `games/step-N.jsonl`. */
export interface StoredGame {
  /** Number of the game within the run. */
  readonly number: number;
  /** Learner's step at which it was stored. */
  readonly step: number;
  /** `[plies]` */
  readonly actions: readonly number[];
  /** `[plies]`: names of the actions. */
  readonly moves: readonly string[];
  /** `[plies]`: who moved. */
  readonly players: readonly number[];
  /** `[plies]`: 0 a random opening move, 1 a short search, 2 a full search. */
  readonly kinds: readonly number[];
  /** `[plies]`: the search's value for the mover, −1 … 1. */
  readonly values: readonly number[];
  /** `[plies][actions]`: the search's policy, rounded to 3 digits; empty where nothing was searched. */
  readonly policies: readonly (readonly number[])[];
  /** `[players]` */
  readonly returns: readonly number[];
  readonly resigned: boolean;
}

/**
 * A game of self-play as plain data.
 *
 * @param step the learner's, at which it is stored
 */
export function storedGame<State extends GameState>(
  game: Game<State>,
  episode: Episode,
  step: number,
): StoredGame {
  const { id, players, kinds, values, policies, returns, resigned } = episode;
  const actions = [...episode.actions];
  return {
    number: id,
    step,
    actions,
    moves: actions.map((action) => game.actionName(action)),
    players: [...players],
    kinds: [...kinds],
    values: [...values].map(rounded),
    policies: actions.map((_, ply) => {
      const policy = policies.subarray(ply * game.actions, (ply + 1) * game.actions);
      return policy.some((share) => share > 0) ? [...policy].map(rounded) : [];
    }),
    returns: [...returns],
    resigned,
  };
}

/** To 3 digits behind the point. */
const rounded = (value: number) => Math.round(value * 1000) / 1000 + 0;

/**
 * A game of self-play as text for people: its moves by name, those of a random opening in brackets, the search's value
 * for the mover behind each of the others, the result, and the last position.
 */
export function recordOf<State extends GameState>(game: Game<State>, episode: Episode): string {
  const state = game.newState();
  const moves: string[] = [];
  for (const [ply, action] of episode.actions.entries()) {
    const name = game.actionName(action);
    const value = episode.values[ply];
    const signed = `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
    moves.push(episode.kinds[ply] === PLY_RANDOM ? `[${name}]` : `${name} (${signed})`);
    state.apply(action);
  }
  const results = [...episode.returns].map((result, player) => `player ${player + 1}: ${result}`).join(", ");
  const end = episode.resigned ? "; the loser resigned" : "";
  return `game ${episode.id}: ${moves.join(" ")}\n${results}${end}\n${state.toString()}\n`;
}
