import type { Geometry } from "./geometry.js";
import { BLACK, EMPTY, WHITE } from "./go-board.js";

/**
 * Counts area by the rules of Tromp and Taylor: a point belongs to a colour when it holds a stone of it, or is empty and
 * a way along empty points leads to stones of that colour only.
 */
export class AreaScore {
  private readonly reached: Uint8Array;
  private readonly waiting: Uint16Array;
  private readonly beside: readonly number[];

  constructor(private readonly geometry: Geometry) {
    this.reached = new Uint8Array(geometry.cells);
    this.waiting = new Uint16Array(geometry.points);
    this.beside = [-geometry.stride, -1, 1, geometry.stride];
  }

  /**
   * Black's area less White's, in points.
   * @param colours `[cells]`
   */
  difference(colours: Uint8Array): number {
    this.reached.fill(0);
    let difference = 0;
    for (const cell of this.geometry.cellOf) {
      if (colours[cell] === BLACK) difference++;
      else if (colours[cell] === WHITE) difference--;
      else if (this.reached[cell] === 0) difference += this.region(colours, cell);
    }
    return difference;
  }

  /** The size of the empty region of a cell if it is Black's, minus it if it is White's, 0 if it is nobody's. */
  private region(colours: Uint8Array, cell: number): number {
    const { reached, waiting, beside } = this;
    let count = 1;
    let borders = 0;
    waiting[0] = cell;
    reached[cell] = 1;
    for (let done = 0; done < count; done++) {
      for (let i = 0; i < 4; i++) {
        const near = waiting[done] + beside[i];
        const colour = colours[near];
        if (colour === BLACK || colour === WHITE) borders |= colour;
        else if (colour === EMPTY && reached[near] === 0) {
          reached[near] = 1;
          waiting[count++] = near;
        }
      }
    }
    return borders === BLACK ? count : borders === WHITE ? -count : 0;
  }
}
