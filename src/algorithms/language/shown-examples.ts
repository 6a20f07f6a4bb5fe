import { Random } from "../../random/index.js";

/** What demonstrations are taken from. */
export interface ShownExamplesOptions {
  /** Examples of the train split; Infinity where they are generated. */
  readonly size: number;
  /** Different ones that are wanted, the first of the split in their order; 0 for all. */
  readonly wanted: number;
  readonly seed: number;
}

/**
 * Which examples are shown when. A finite split is gone through again and again, each pass in an order of its own that
 * depends on the seed and the number of the pass alone.
 */
export class ShownExamples {
  /** The newest pass; the order of a large split takes a while to draw. */
  private pass: { readonly number: number; readonly order: readonly number[] } | undefined;

  constructor(private readonly options: ShownExamplesOptions) {}

  /** The numbers of the examples that demonstrations `from … from + count` of a stage show. */
  numbers(from: number, count: number): number[] {
    const { size, wanted } = this.options;
    const places = Array.from({ length: count }, (_, i) => from + i);
    if (wanted > 0 && wanted <= size) return places.map((at) => at % wanted);
    if (size === Number.POSITIVE_INFINITY) return places;
    return places.map((at) => this.order(Math.floor(at / size))[at % size]);
  }

  private order(number: number): readonly number[] {
    if (this.pass?.number === number) return this.pass.order;
    const { size, seed } = this.options;
    const all = Array.from({ length: size }, (_, i) => i);
    const order = new Random(seed, "demonstrations", number).shuffle(all);
    this.pass = { number, order };
    return order;
  }
}
