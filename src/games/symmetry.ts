import type { ObservationShape, Symmetry } from "./game.js";
import { planePermutation } from "./grid-symmetry.js";

/** The symmetries of a game that has none: the identity alone. */
export function noSymmetries(observation: ObservationShape, actions: number): Symmetry[] {
  const { channels, height, width } = observation;
  return [{ observation: count(channels * height * width), action: count(actions) }];
}

/**
 * The symmetries of a game where an action is a column of the board and left and right are the same: the identity
 * and the mirror image. Actions after the last column, such as a pass, stay what they are.
 *
 * @example
 * const symmetries = columnSymmetries({ channels: 2, height: 6, width: 7 });
 */
export function columnSymmetries(observation: ObservationShape, otherActions = 0): Symmetry[] {
  const { height, width } = observation;
  const squares = count(height * width).map(
    (square) => mirrored(square % width, width) + square - (square % width),
  );
  const action = count(width + otherActions).map((a) => (a < width ? mirrored(a, width) : a));
  return [
    ...noSymmetries(observation, width + otherActions),
    { observation: planePermutation(observation, squares), action },
  ];
}

function mirrored(column: number, width: number): number {
  return width - 1 - column;
}

function count(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}
