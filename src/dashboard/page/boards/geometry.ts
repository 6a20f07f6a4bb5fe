import type { BoardLayout } from "../../../games/board-layout.js";

/** Side of a square in the drawing's units. */
export const CELL = 40;
const MARGIN = 22;
const ROW_HEIGHT = CELL * 0.866;

/** A point of the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height of the whole drawing. */
export function boardSize({ shape, rows, columns }: BoardLayout): { width: number; height: number } {
  if (shape !== "hexagons") return { width: columns * CELL + 2 * MARGIN, height: rows * CELL + 2 * MARGIN };
  return {
    width: (columns + (rows - 1) / 2) * CELL + 2 * MARGIN,
    height: (rows - 1) * ROW_HEIGHT + CELL * 1.155 + 2 * MARGIN,
  };
}

/** The middle of a square. */
export function centre({ shape, columns }: BoardLayout, square: number): Point {
  const column = square % columns;
  const row = Math.floor(square / columns);
  if (shape !== "hexagons") return { x: MARGIN + (column + 0.5) * CELL, y: MARGIN + (row + 0.5) * CELL };
  return { x: MARGIN + (column + row / 2 + 0.5) * CELL, y: MARGIN + CELL * 0.577 + row * ROW_HEIGHT };
}

/** The corners of a hexagon around a point, the upper one first. */
export function hexagon({ x, y }: Point, radius = CELL * 0.577): string {
  const corners = Array.from({ length: 6 }, (_, i) => {
    const angle = (Math.PI / 3) * i - Math.PI / 2;
    return `${(x + radius * Math.cos(angle)).toFixed(2)},${(y + radius * Math.sin(angle)).toFixed(2)}`;
  });
  return corners.join(" ");
}

/** Where the names of columns and rows stand. */
export function labels(layout: BoardLayout): { readonly text: string; readonly at: Point }[] {
  const { shape, rows, columns, squares } = layout;
  if (shape === "columns") {
    const y = MARGIN * 1.55 + rows * CELL;
    return Array.from({ length: columns }, (_, column) => ({
      text: String(column + 1),
      at: { x: centre(layout, column).x, y },
    }));
  }
  const fromTop = squares[0].slice(1) === "1";
  const edge = fromTop ? 0 : rows - 1;
  const byColumn = Array.from({ length: columns }, (_, column) => {
    const { x, y } = centre(layout, edge * columns + column);
    const away = (shape === "hexagons" ? 0.85 : 0.78) * CELL;
    return {
      text: squares[column][0],
      at: { x: x - (shape === "hexagons" ? 8 : 0), y: fromTop ? y - away : y + away },
    };
  });
  const byRow = Array.from({ length: rows }, (_, row) => {
    const { x, y } = centre(layout, row * columns);
    return { text: squares[row * columns].slice(1), at: { x: x - 0.78 * CELL, y } };
  });
  return [...byColumn, ...byRow];
}
