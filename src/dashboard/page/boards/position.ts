import { type BoardLayout, boardLayout, type Move } from "../../../games/board-layout.js";
import { type BoardState, hasPieces } from "../../../games/board-state.js";
import type { Game } from "../../../games/game.js";

/** A position as a board shows it. Squares count row by row from the top. */
export interface Position {
  readonly layout: BoardLayout;
  /** `[squares]`: 0 empty, 1 a piece of the first player, 2 one of the second. */
  readonly pieces: readonly number[];
  /** `[actions]`: 1 where the player to move may take it. */
  readonly legal: Uint8Array;
  /** The player to move; below 0 when the game is over. */
  readonly player: number;
  /** `[players]`: results, all 0 while the game goes on. */
  readonly returns: readonly number[];
  /** Where the last move went; undefined before the first, and after a pass. */
  readonly last: Move | undefined;
  /** Whether the last move was a pass. */
  readonly passed: boolean;
  /** Where an action would put its piece; undefined for a pass. */
  target(action: number): Move | undefined;
}

/** The position after some actions; undefined for a game that has no board here. */
export function positionOf(game: Game, actions: readonly number[]): Position | undefined {
  const layout = boardLayout(game);
  const state = game.newState();
  if (layout === undefined || !hasPieces(state)) return undefined;
  for (const action of actions.slice(0, -1)) state.apply(action);
  const before = piecesOf(state, layout);
  const lastAction = actions.at(-1);
  const last = lastAction === undefined ? undefined : landing(layout, before, lastAction);
  if (lastAction !== undefined) state.apply(lastAction);
  const pieces = piecesOf(state, layout);
  const legal = new Uint8Array(game.actions);
  state.legalActions(legal);
  const returns = new Float32Array(game.players);
  state.returns(returns);
  return {
    layout,
    pieces,
    legal,
    player: state.player,
    returns: [...returns],
    last,
    passed: lastAction !== undefined && last === undefined,
    target: (action) => landing(layout, pieces, action),
  };
}

function piecesOf(state: BoardState, { squares }: BoardLayout): number[] {
  return squares.map((_, square) => state.pieceAt(square));
}

/** Where an action's piece comes to stand: a disc drops to the lowest empty square of its column. */
function landing(layout: BoardLayout, pieces: readonly number[], action: number): Move | undefined {
  const move = layout.move(action);
  if (move === undefined || layout.shape !== "columns") return move;
  const { rows, columns } = layout;
  for (let row = rows - 1; row >= 0; row--) {
    const square = row * columns + move.to;
    if (pieces[square] === 0) return { to: square };
  }
  return undefined;
}
