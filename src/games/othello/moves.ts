/**
 * A board as rows of bits: row `r`, counted from the top, is entry `r + 1`, and column `c` is bit `c`. The first and
 * the last entry are rows off the board, always empty.
 */
export type Rows = Int32Array;

/**
 * Finds where a disc may be put: the empty squares from which, in one of the eight directions, a run of the other's
 * discs leads to one's own. All squares of a row are looked at together.
 *
 * @param discs both players' rows, one after the other
 * @param mine where the mover's rows begin in `discs`
 * @param theirs where the other's rows begin
 * @param into `[size + 2]` receives the squares
 * @returns whether there is one
 */
export function findMoves(discs: Rows, mine: number, theirs: number, size: number, into: Rows): boolean {
  const board = (1 << size) - 1;
  into.fill(0);
  for (const down of DIRECTIONS) {
    let row = down > 0 ? 1 : size;
    // Discs of the other in the row before that stand at the end of a run, by the direction of the run.
    let straight = 0;
    let right = 0;
    let left = 0;
    for (let i = 0; i < size; i++, row += down) {
      const own = discs[mine + row - down];
      const other = discs[theirs + row];
      right <<= 1;
      left >>>= 1;
      into[row] |= (straight | right | left) & ~other;
      straight = (straight | own) & other;
      right = (right | (own << 1)) & other;
      left = (left | (own >>> 1)) & other;
    }
  }
  let any = 0;
  for (let row = 1; row <= size; row++) {
    const own = discs[mine + row];
    const other = discs[theirs + row];
    into[row] |= alongRow(own, other);
    into[row] &= board & ~own & ~other;
    any |= into[row];
  }
  return any !== 0;
}

const DIRECTIONS = [1, -1];

/** The squares just behind runs of `other` that begin beside `own`, to the left and to the right. */
function alongRow(own: number, other: number): number {
  let right = (own << 1) & other;
  let left = (own >>> 1) & other;
  let runRight = other & (other << 1);
  let runLeft = other & (other >>> 1);
  right |= other & (right << 1);
  left |= other & (left >>> 1);
  // Doubled each time: runs of up to 2, 4 and 8 discs, the longest that a row of ten can hold between two others.
  right |= runRight & (right << 2);
  left |= runLeft & (left >>> 2);
  runRight &= runRight << 2;
  runLeft &= runLeft >>> 2;
  right |= runRight & (right << 4);
  left |= runLeft & (left >>> 4);
  return (right << 1) | (left >>> 1);
}

/** Puts a disc on a square and turns the discs between it and others of the mover. Parameters as {@link findMoves}. */
export function placeDisc(discs: Rows, mine: number, theirs: number, row: number, column: number): void {
  const square = 1 << column;
  for (let down = -1; down <= 1; down++) {
    for (let along = -1; along <= 1; along++) {
      if (down === 0 && along === 0) continue;
      let at = row + down;
      let bit = step(square, along);
      while ((discs[theirs + at] & bit) !== 0) {
        at += down;
        bit = step(bit, along);
      }
      if ((discs[mine + at] & bit) === 0) continue;
      for (;;) {
        at -= down;
        bit = step(bit, -along);
        if (bit === square && at === row) break;
        discs[mine + at] |= bit;
        discs[theirs + at] &= ~bit;
      }
    }
  }
  discs[mine + row] |= square;
}

function step(bit: number, along: number): number {
  if (along > 0) return bit << 1;
  return along < 0 ? bit >>> 1 : bit;
}
