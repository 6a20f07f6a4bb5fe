import { Random } from "../../random/index.js";

/** What demonstrations are taken from. */
export interface ShownExamples {
  /** Examples of the train split; Infinity where they are generated. */
  readonly size: number;
  /** Different ones that are wanted, the first of the split in their order; 0 for all. */
  readonly wanted: number;
  readonly seed: number;
}

/**
 * The numbers of the examples that demonstrations `from … from + count` of a stage show. A finite split is gone through
 * again and again, each pass in an order of its own that depends on the seed and the number of the pass alone.
 */
export function shownExamples({ size, wanted, seed }: ShownExamples, from: number, count: number): number[] {
  const places = Array.from({ length: count }, (_, i) => from + i);
  if (wanted > 0 && wanted <= size) return places.map((at) => at % wanted);
  if (size === Number.POSITIVE_INFINITY) return places;
  const orders = new Map<number, number[]>();
  return places.map((at) => {
    const pass = Math.floor(at / size);
    const order = orders.get(pass) ?? passOrder(size, seed, pass);
    orders.set(pass, order);
    return order[at % size];
  });
}

const passOrder = (size: number, seed: number, pass: number) =>
  new Random(seed, "demonstrations", pass).shuffle(Array.from({ length: size }, (_, i) => i));
