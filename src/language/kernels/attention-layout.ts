/** Positions of a page of keys or values; a power of 2. */
export const PAGE = 32;

/** Numbers of a line of the processor's cache. */
export const LINE = 16;

/** The heads of a layer. */
export interface HeadShape {
  readonly heads: number;
  /** A divisor of `heads`: query head h reads key and value head ⌊h · kvHeads / heads⌋. */
  readonly kvHeads: number;
  /** Numbers of a head, a multiple of {@link LINE}. */
  readonly size: number;
}

/** Numbers from the weights of a head to those of the next: behind the last position a line of them is multiplied as well. */
export const weightsApart = (longest: number): number => longest + LINE;

/** Numbers for which there must be room at the `weights` of attention. */
export const roomForWeights = ({ heads, size }: HeadShape, longest: number): number =>
  heads * (weightsApart(longest) + size);

/**
 * Where in a page the first number of a position's key is, from where the head's keys `[PAGE / LINE, size, LINE]` begin; the others are
 * a line behind each other, as a line of positions lies side by side.
 */
export const keyStart = (size: number, position: number): number =>
  size * (position - (position % LINE)) + (position % LINE);

/** Where its value begins, from where the head's values `[PAGE / LINE, size / LINE, LINE positions, LINE numbers]` begin. */
export const valueStart = (size: number, position: number): number =>
  size * (position - (position % LINE)) + LINE * (position % LINE);

/** From where a value begins to a number of it. */
export const valuePlace = (number: number): number => LINE * (number - (number % LINE)) + (number % LINE);
