import { COLUMN_LETTERS } from "./action-names.js";

/**
 * A square board as text, with row numbers (counted from the bottom) and column letters.
 * @param symbol one character for each square, which are numbered row by row from the top
 */
export function drawBoard(
  size: number,
  symbol: (square: number) => string,
  letters = COLUMN_LETTERS,
): string {
  const wide = String(size).length;
  const rows = Array.from({ length: size }, (_, row) => {
    const cells = Array.from({ length: size }, (_, column) => symbol(row * size + column));
    return `${String(size - row).padStart(wide)} ${cells.join(" ")}`;
  });
  return [...rows, `${" ".repeat(wide)} ${[...letters.slice(0, size)].join(" ")}`].join("\n");
}
