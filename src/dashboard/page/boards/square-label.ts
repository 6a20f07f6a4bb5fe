import type { Game } from "../../../games/game.js";
import { playerName } from "./names.js";
import type { Position } from "./position.js";

/** What a square is called by a screen reader: its name and what stands there. */
export function squareLabel(game: Game, { layout, pieces, last }: Position, square: number): string {
  const piece = pieces[square];
  const holds = piece === 0 ? "empty" : playerName(game, piece - 1);
  const moved = last?.to === square ? ", the last move" : "";
  return `${layout.squares[square]}: ${holds}${moved}`;
}
