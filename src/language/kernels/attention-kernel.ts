import { acrossLanes, addProduct, exponential, sums } from "./vector-math.js";
import { type Code, f32x4, get, i32, type Local, repeat, set, step, wasmModule, when } from "./wasm.js";
import { type WasmMemory, wasmFunction } from "./web-assembly.js";

/** Positions of a page of keys or values; a power of 2. */
export const PAGE = 32;

/** What the scores of positions that are not seen are set to. */
const UNSEEN = -1e30;

/** The heads of a layer. */
export interface HeadShape {
  readonly heads: number;
  /** A divisor of `heads`: query head h reads key and value head ⌊h · kvHeads / heads⌋. */
  readonly kvHeads: number;
  /** Numbers of a head, a multiple of 4. */
  readonly size: number;
}

/** Numbers for which each head needs room beside its weights. */
export const SPARE = 8;

/**
 * Attention of a token to those before it and to itself. Keys and values lie in pages, `[kvHeads, PAGE, size]` of each. Arguments
 * in bytes:
 * - `queries` and `results`, `[heads, size]`;
 * - `weights`: room, `[heads, longest + SPARE]`;
 * - `pages`: where the addresses of the sequence's pages stand; keys begin `keys` behind each, values follow;
 * - positions `first` to `length`, not included, are seen.
 */
export type Attend = (
  queries: number,
  results: number,
  weights: number,
  pages: number,
  keys: number,
  first: number,
  length: number,
) => void;

/**
 * A kernel for attention of one token. It reads what a sequence has and no more, and that page by page in the order in which it
 * lies, for memory is what it waits for; ONNX Runtime's products with single rows need keys and values of all sequences in one
 * array, filled up to the longest, and take twice as long on the same numbers as long as the processor's cache holds them.
 *
 * @param longest most positions of a sequence
 * @param scale of the scores
 */
export function attentionKernel(
  shape: HeadShape,
  longest: number,
  scale: number,
  memory: WasmMemory,
): Attend {
  return wasmFunction(attentionModule(shape, longest, scale), memory) as Attend;
}

function attentionModule(
  { heads, kvHeads, size }: HeadShape,
  longest: number,
  scale: number,
): Uint8Array<ArrayBuffer> {
  return wasmModule({ parameters: 7, vectors: 6, integers: 13 }, ({ parameters, vectors, integers }) => {
    const [queries, results, weights, pages, keys, first, length] = parameters;
    const [a, b, c, d, x, y] = vectors;
    const [start, seen, page, column, here, block, head, groupEnd, headsEnd, row, at, end, entry] = integers;
    const four = [a, b, c, d];
    const width = 4 * size;
    const chunks = Array.from({ length: size / 4 }, (_, i) => 16 * i);
    /** From the weights of a head to those of the next, and to where the inverse of their sum is kept. */
    const apart = 4 * (longest + SPARE);
    const inverse = apart - 16;
    const blockBytes = PAGE * width;

    /** Goes through the heads: `row` is where the weights of one begin, `end` behind the last one seen. */
    const eachHead = (...body: readonly Code[]) => [
      set(row, get(weights)),
      set(headsEnd, i32.add(get(weights), i32.of(heads * apart))),
      repeat(
        [set(end, i32.add(get(row), get(seen))), ...body, step(row, apart)],
        i32.less(get(row), get(headsEnd)),
      ),
    ];
    /** Goes through the weights of a head, `at` four. */
    const each = (...body: readonly Code[]) => [
      set(at, get(row)),
      repeat([...body, step(at, 16)], i32.less(get(at), get(end))),
    ];
    /**
     * Goes through the pages, the heads in each, and its positions, four at a time: `entry` is where they lie, `at` where their
     * weights do, `head` the number of `of` that belongs to the head.
     */
    const eachInPages = (of: Local, offset: number, ...body: readonly Code[]) => [
      set(headsEnd, i32.add(get(of), i32.of(heads * width))),
      set(page, i32.add(get(pages), i32.shiftRight(get(start), i32.of(Math.log2(PAGE / 4))))),
      set(column, i32.of(0)),
      repeat(
        [
          set(here, i32.sub(get(seen), get(column))),
          when(i32.less(i32.of(4 * PAGE), get(here)), [set(here, i32.of(4 * PAGE))]),
          set(block, i32.add(i32.add(i32.load(get(page)), get(keys)), i32.of(offset))),
          set(row, i32.add(get(weights), get(column))),
          set(head, get(of)),
          repeat(
            [
              set(groupEnd, i32.add(get(head), i32.of((heads / kvHeads) * width))),
              repeat(
                [
                  set(entry, get(block)),
                  set(at, get(row)),
                  set(end, i32.add(get(row), get(here))),
                  repeat([...body, step(entry, 4 * width), step(at, 16)], i32.less(get(at), get(end))),
                  step(row, apart),
                  step(head, width),
                ],
                i32.less(get(head), get(groupEnd)),
              ),
              step(block, blockBytes),
            ],
            i32.less(get(head), get(headsEnd)),
          ),
          step(page, 4),
          step(column, 4 * PAGE),
        ],
        i32.less(get(column), get(seen)),
      ),
    ];

    const scores = eachInPages(
      queries,
      0,
      ...four.map((sum) => set(sum, f32x4.of(0))),
      ...chunks.flatMap((chunk) => [
        set(x, f32x4.load(get(head), chunk)),
        ...four.map((sum, i) => addProduct(sum, x, f32x4.load(get(entry), i * width + chunk))),
      ]),
      f32x4.store(get(at), sums(four)),
    );
    // Whole fours were multiplied, from a page's beginning: what is not seen among them gets no weight.
    const masked = [
      f32x4.store(get(end), f32x4.of(UNSEEN)),
      set(at, get(row)),
      set(entry, i32.add(get(row), i32.mul(i32.sub(get(first), get(start)), i32.of(4)))),
      when(i32.less(get(at), get(entry)), [
        repeat([i32.store(get(at), i32.of(bitsOf(UNSEEN))), step(at, 4)], i32.less(get(at), get(entry))),
      ]),
    ];
    const softmax = [
      set(a, f32x4.of(UNSEEN)),
      ...each(set(a, f32x4.max(f32x4.load(get(at)), get(a)))),
      ...acrossLanes(a, f32x4.max),
      set(b, f32x4.of(0)),
      ...each(
        set(x, f32x4.mul(f32x4.sub(f32x4.load(get(at)), get(a)), f32x4.of(scale))),
        ...exponential(x, c, d),
        f32x4.store(get(at), get(x)),
        set(b, f32x4.add(get(b), get(x))),
      ),
      ...acrossLanes(b, f32x4.add),
      f32x4.store(get(row), f32x4.div(f32x4.of(1), get(b)), inverse),
    ];
    const mixed = eachInPages(
      results,
      kvHeads * blockBytes,
      ...four.map((weight, i) => set(weight, f32x4.loadSplat(get(at), 4 * i))),
      ...chunks.flatMap((chunk) => [
        set(x, f32x4.load(get(head), chunk)),
        ...four.map((weight, i) => addProduct(x, weight, f32x4.load(get(entry), i * width + chunk))),
        f32x4.store(get(head), get(x), chunk),
      ]),
    );
    return [
      // The first position of the first page that is seen.
      set(start, i32.and(get(first), i32.of(-PAGE))),
      set(seen, i32.mul(i32.sub(get(length), get(start)), i32.of(4))),
      ...scores,
      set(head, get(results)),
      ...eachHead(
        ...masked,
        ...softmax,
        ...chunks.map((chunk) => f32x4.store(get(head), f32x4.of(0), chunk)),
        step(head, width),
      ),
      ...mixed,
      set(head, get(results)),
      ...eachHead(
        set(y, f32x4.load(get(row), inverse)),
        ...chunks.map((chunk) =>
          f32x4.store(get(head), f32x4.mul(f32x4.load(get(head), chunk), get(y)), chunk),
        ),
        step(head, width),
      ),
    ];
  });
}

const bitsOf = (value: number) => new Int32Array(Float32Array.of(value).buffer)[0];
