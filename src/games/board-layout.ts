import { COLUMN_LETTERS } from "./action-names.js";
import { COLUMNS, ROWS } from "./connect-four/board.js";
import type { Game } from "./game.js";

/** Where an action takes place; squares count row by row from the top. */
export interface Move {
  /** Where the piece comes from, in games where pieces move. */
  readonly from?: number;
  /** Where a piece comes to stand. */
  readonly to: number;
}

/** What a board looks like, and how actions lie on it. */
export interface BoardLayout {
  /**
   * `squares`: pieces stand in them; `points`: stones stand on the crossings of lines; `hexagons`: each row half a cell
   * further to the right; `columns`: discs drop.
   */
  readonly shape: "squares" | "points" | "hexagons" | "columns";
  readonly rows: number;
  readonly columns: number;
  /** `[rows · columns]`: names of the squares, such as `a1`. */
  readonly squares: readonly string[];
  /**
   * Where an action takes place; undefined for a pass. In a game of dropping discs `to` is the top square of the
   * action's column: where the disc comes to rest depends on the position.
   */
  move(action: number): Move | undefined;
}

const SHAPES: Readonly<Record<string, BoardLayout["shape"]>> = {
  "tic-tac-toe": "squares",
  "connect-four": "columns",
  othello: "squares",
  gomoku: "points",
  hex: "hexagons",
  breakthrough: "squares",
  go: "points",
};

const STEP = /^([a-z]\d+)([a-z]\d+)$/;

/**
 * The board of a built-in game; undefined for a game of one's own.
 *
 * @example
 * const layout = boardLayout(breakthrough());
 * layout.move(game.actionFromName("a2a3")); // { from: 48, to: 40 }
 */
export function boardLayout(game: Game): BoardLayout | undefined {
  const shape = SHAPES[game.name];
  if (shape === undefined) return undefined;
  if (shape === "columns") {
    const squares = Array.from({ length: ROWS * COLUMNS }, (_, square) => {
      return `column ${(square % COLUMNS) + 1}, row ${ROWS - Math.floor(square / COLUMNS)}`;
    });
    return { shape, rows: ROWS, columns: COLUMNS, squares, move: (action) => ({ to: action }) };
  }
  const { height, width } = game.observation;
  const count = height * width;
  const board = { shape, rows: height, columns: width };
  if (game.name !== "breakthrough") {
    const squares = Array.from({ length: count }, (_, square) => game.actionName(square));
    return { ...board, squares, move: (action) => (action < count ? { to: action } : undefined) };
  }
  const squares = Array.from({ length: count }, (_, square) => {
    return COLUMN_LETTERS[square % width] + (height - Math.floor(square / width));
  });
  const numbers = new Map(squares.map((name, square) => [name, square]));
  return {
    ...board,
    squares,
    move(action) {
      const [, from, to] = STEP.exec(game.actionName(action)) ?? [];
      return { from: numbers.get(from)!, to: numbers.get(to)! };
    },
  };
}
