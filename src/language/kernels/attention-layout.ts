/** Positions of a page of keys or values; a power of 2. */
export const PAGE = 32;

/** The heads of a layer. */
export interface HeadShape {
  readonly heads: number;
  /** A divisor of `heads`: query head h reads key and value head ⌊h · kvHeads / heads⌋. */
  readonly kvHeads: number;
  /** Numbers of a head, a multiple of 4. */
  readonly size: number;
}

/** Numbers for which each head needs room beside its weights. */
export const SPARE = 32;

/** Numbers for which there must be room at the `weights` of attention. */
export const roomForWeights = ({ heads, size }: HeadShape, longest: number): number =>
  heads * (longest + SPARE + size);

/** From a number of a key to the next, as keys of so many positions lie side by side: a line of the processor's cache. */
export const KEY_STRIDE = 16;

/** Where in a page the first number of a position's key is, from where the head's keys begin. */
export const keyStart = (size: number, position: number): number =>
  size * (position - (position % KEY_STRIDE)) + (position % KEY_STRIDE);
