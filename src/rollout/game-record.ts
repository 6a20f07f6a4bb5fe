import type { Game, GameState } from "../games/game.js";
import { type Episode, PLY_RANDOM } from "./episode.js";

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
