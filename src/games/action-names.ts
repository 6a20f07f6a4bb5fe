import type { Game } from "./game.js";

/** The letters of the columns of a board, from the left. */
export const COLUMN_LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * Names of the squares of a `size` × `size` board, row by row from the top: a letter for the column and a number
 * for the row, counted from the bottom as in chess (`a1` is the lower left corner) or, for Hex, from the top.
 */
export function squareNames(
  size: number,
  { letters = COLUMN_LETTERS, fromTop = false }: { letters?: string; fromTop?: boolean } = {},
): string[] {
  return Array.from({ length: size * size }, (_, square) => {
    const row = Math.floor(square / size);
    return letters[square % size] + (fromTop ? row + 1 : size - row);
  });
}

/** The two naming methods of a game whose action `a` is called `names[a]`. Names are lower case. */
export function namedActions(names: readonly string[]): Pick<Game, "actionName" | "actionFromName"> {
  const actions = new Map(names.map((name, action) => [name, action]));
  return {
    actionName: (action) => names[action],
    actionFromName: (name) => actions.get(name.trim().toLowerCase()) ?? -1,
  };
}
