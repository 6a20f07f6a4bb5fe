import { LINE } from "./attention-layout.js";
import { addProduct } from "./multiply-add.js";
import { type Code, f32x4, get, i32, type Local, repeat, set, step } from "./wasm.js";

/** Bytes of a line. */
export const LINE_BYTES = 4 * LINE;

/** Vectors of a line, and how many a stream needs. */
const LINE_VECTORS = LINE / 4;
export const STREAM_VECTORS = LINE_VECTORS + 1;

/**
 * Heads that are gone through at once: memory gives two streams faster than one. Of each head there are its sums, a line of them, and
 * the places of a number and of a line.
 */
export class Streams {
  private readonly streams: readonly Stream[];

  constructor(count: number, vectors: readonly Local[], pointers: readonly Local[]) {
    this.streams = Array.from({ length: count }, (_, s) => ({
      sums: vectors.slice(STREAM_VECTORS * s, STREAM_VECTORS * s + LINE_VECTORS),
      factor: vectors[STREAM_VECTORS * s + LINE_VECTORS],
      number: pointers[2 * s],
      line: pointers[2 * s + 1],
    }));
  }

  /** Puts the places of the heads `distance` bytes behind each other. */
  begin(pointer: "number" | "line", from: Local, distance: number): Code[] {
    return this.streams.map((stream, s) => set(stream[pointer], i32.add(get(from), i32.of(s * distance))));
  }

  /** Goes through the sums. `place` is where one belongs if those of the heads lie `distance` bytes behind each other. */
  each(
    from: Local,
    distance: number,
    body: (sum: Local, place: { readonly at: Code; readonly offset: number }) => Code,
  ): Code[] {
    return this.streams.flatMap(({ sums }, s) => {
      const at = i32.add(get(from), i32.of(s * distance));
      return sums.map((sum, i) => body(sum, { at, offset: 16 * i }));
    });
  }

  /** All sums become 0. */
  clear(): Code[] {
    return this.streams.flatMap(({ sums }) => sums.map((sum) => set(sum, f32x4.of(0))));
  }

  /**
   * Adds products of numbers that lie behind each other, up to `until` for the first head, with lines that do: here all the time goes.
   * The loop has few offsets and is not unrolled, for of each offset V8 makes an address in front of the loop, and those for which there
   * is no register it then reads from the stack, once for each read of a key or value. The second head begins in the middle of its line:
   * what is in the processor's cache is read slower where both are at the same place of lines a multiple of 4 KB apart.
   */
  addProducts(until: Local): Code {
    const { streams } = this;
    return repeat(
      [
        ...streams.flatMap(({ sums, factor, number, line }, s) => [
          set(factor, f32x4.loadSplat(get(number))),
          ...sums.map((_, j) => {
            const i = (j + 2 * s) % LINE_VECTORS;
            return addProduct(sums[i], get(factor), f32x4.load(get(line), 16 * i));
          }),
        ]),
        ...streams.flatMap(({ number, line }) => [step(number, 4), step(line, LINE_BYTES)]),
      ],
      i32.less(get(streams[0].number), get(until)),
    );
  }
}

interface Stream {
  readonly sums: readonly Local[];
  readonly factor: Local;
  readonly number: Local;
  readonly line: Local;
}
