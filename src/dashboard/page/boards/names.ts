import type { Game } from "../../../games/game.js";

const NAMES: Readonly<Record<string, readonly [string, string]>> = {
  "tic-tac-toe": ["X", "O"],
  "connect-four": ["Orange", "Blue"],
  othello: ["Black", "White"],
  gomoku: ["Black", "White"],
  hex: ["Orange", "Blue"],
  breakthrough: ["Orange", "Blue"],
  go: ["Black", "White"],
};

/** What a player of a game is called. */
export function playerName(game: Game, player: number): string {
  return NAMES[game.name]?.[player] ?? `Player ${player + 1}`;
}

const AIMS: Readonly<Record<string, readonly [string, string]>> = {
  hex: ["top to bottom", "left to right"],
  breakthrough: ["going up", "going down"],
};

/** The player's name, with what it is after where the board does not tell. */
export function playerTitle(game: Game, player: number): string {
  const aim = AIMS[game.name]?.[player];
  return aim === undefined ? playerName(game, player) : `${playerName(game, player)}, ${aim}`;
}

/** How a finished game ended, in words. */
export function resultInWords(game: Game, returns: readonly number[]): string {
  const winner = returns.findIndex((value) => value > 0);
  return winner < 0 ? "A draw" : `${playerName(game, winner)} wins`;
}
