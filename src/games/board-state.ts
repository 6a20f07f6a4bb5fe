import type { GameState } from "./game.js";

/** A position that stands on a board of squares (or points, or cells) with at most one piece each: to be drawn. */
export interface BoardState extends GameState {
  /** 0 for an empty square, 1 for a piece of player 0, 2 for one of player 1; squares count row by row from the top. */
  pieceAt(square: number): number;
}

/** Whether a state can tell what stands where. */
export function hasPieces(state: GameState): state is BoardState {
  return typeof (state as Partial<BoardState>).pieceAt === "function";
}
