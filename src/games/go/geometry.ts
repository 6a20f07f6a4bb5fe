/**
 * A square board laid out with a rim, so that every point has four neighbours: one row above and below, and one column
 * that is both the left and the right rim. A *point* counts row by row from the top; a *cell* is its place in memory.
 */
export class Geometry {
  readonly points: number;
  readonly cells: number;
  /** From a cell to the one below it; the one beside it is 1 away. */
  readonly stride: number;
  /** `[points]` */
  readonly cellOf: Uint16Array;
  /** `[cells]`, 0 on the rim. */
  readonly pointOf: Uint16Array;

  constructor(readonly size: number) {
    this.points = size * size;
    this.stride = size + 1;
    this.cells = (size + 2) * this.stride + 1;
    this.cellOf = Uint16Array.from(
      { length: this.points },
      (_, point) => point + Math.floor(point / size) + size + 2,
    );
    this.pointOf = new Uint16Array(this.cells);
    this.cellOf.forEach((cell, point) => {
      this.pointOf[cell] = point;
    });
  }
}
