import type { ObservationShape, Symmetry } from "./game.js";

/** Where the entry at (row, column) of a `size` × `size` board comes from. */
export type GridMap = (row: number, column: number, last: number) => readonly [row: number, column: number];

export const IDENTITY: GridMap = (row, column) => [row, column];
export const HALF_TURN: GridMap = (row, column, last) => [last - row, last - column];
export const MIRROR_COLUMNS: GridMap = (row, column, last) => [row, last - column];

/** The eight rotations and reflections of the square, the identity first. */
export const DIHEDRAL: readonly GridMap[] = [
  IDENTITY,
  (row, column, last) => [last - column, row],
  HALF_TURN,
  (row, column, last) => [column, last - row],
  MIRROR_COLUMNS,
  (row, column, last) => [last - row, column],
  (row, column) => [column, row],
  (row, column, last) => [last - column, last - row],
];

/** `[squares]`: where each square of a square board comes from, row by row. */
export function squarePermutation(size: number, map: GridMap): Int32Array {
  return Int32Array.from({ length: size * size }, (_, square) => {
    const [row, column] = map(Math.floor(square / size), square % size, size - 1);
    return row * size + column;
  });
}

/** `[channels · height · width]`: the same permutation of the squares in every plane. */
export function planePermutation(
  { channels, height, width }: ObservationShape,
  squares: Int32Array,
): Int32Array {
  const plane = height * width;
  return Int32Array.from({ length: channels * plane }, (_, i) => i - (i % plane) + squares[i % plane]);
}

/**
 * The symmetries of a game on a square board where action `row · size + column` puts a stone on that square and
 * the other actions, which come last, stay what they are.
 */
export function placementSymmetries(
  observation: ObservationShape,
  maps: readonly GridMap[],
  otherActions = 0,
): Symmetry[] {
  return maps.map((map) => {
    const squares = squarePermutation(observation.width, map);
    return {
      observation: planePermutation(observation, squares),
      action: Int32Array.from(
        { length: squares.length + otherActions },
        (_, action) => squares[action] ?? action,
      ),
    };
  });
}
