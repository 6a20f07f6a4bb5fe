import { type HeadShape, KEY_STRIDE, PAGE } from "./attention-layout.js";
import { ATTENTION_INTEGERS, ATTENTION_PARAMETERS, attentionLoops } from "./attention-loops.js";
import { addProduct } from "./multiply-add.js";
import { type SumOrder, termsInSum } from "./sum-order.js";
import { acrossLanes, exponential } from "./vector-math.js";
import { f32x4, get, i32, type Local, repeat, set, step, wasmModule, when } from "./wasm.js";
import { type WasmMemory, wasmFunction } from "./web-assembly.js";

/** What the scores of positions that are not seen are set to. */
const UNSEEN = -1e30;

/**
 * Attention of a token to those before it and to itself. Keys and values lie in pages: keys `[kvHeads, PAGE / 16, size, 16]`, sixteen
 * positions side by side, and values `[kvHeads, PAGE, size]`. Arguments in bytes:
 * - `queries` and `results`, `[heads, size]`, in front of
 * - `weights`: room for {@link roomForWeights} numbers;
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
 * @param longest most positions of a sequence, a multiple of {@link PAGE}
 * @param scale of the scores
 */
export function attentionKernel(
  shape: HeadShape,
  longest: number,
  scale: number,
  order: SumOrder,
  memory: WasmMemory,
): Attend {
  return wasmFunction(attentionModule(shape, longest, scale, order), memory) as Attend;
}

function attentionModule(
  shape: HeadShape,
  longest: number,
  scale: number,
  { lanes }: SumOrder,
): Uint8Array<ArrayBuffer> {
  const { heads, kvHeads, size } = shape;
  const counts = { parameters: ATTENTION_PARAMETERS.length, vectors: 8, integers: ATTENTION_INTEGERS.length };
  return wasmModule(counts, ({ parameters, vectors, integers }) => {
    const [a, b, c, d, w, x, y, z] = vectors;
    const four = [a, b, c, d];
    const locals = {
      ...named(ATTENTION_PARAMETERS, parameters),
      ...named(ATTENTION_INTEGERS, integers),
    };
    const {
      queries,
      results,
      weights,
      first,
      length,
      start,
      seen,
      column,
      head,
      row,
      at,
      end,
      entry,
      until,
      into,
    } = locals;
    const loops = attentionLoops(shape, longest, locals);
    const { width, blockBytes, apart, inverse, each, eachHead, eachNumber, eachInPages, fromFirstPage } =
      loops;
    const chunks = Array.from({ length: size / 4 }, (_, i) => 16 * i);
    const stretch = 4 * termsInSum(size);

    const numbers = Array.from({ length: size }, (_, i) => i);
    const scores = [
      ...fromFirstPage,
      set(until, get(seen)),
      ...eachInPages(
        { of: queries, offset: 0, positions: KEY_STRIDE },
        [],
        [
          ...four.map((sum) => set(sum, f32x4.of(0))),
          ...numbers.flatMap((i) => [
            set(x, f32x4.loadSplat(get(head), 4 * i)),
            ...four.map((sum, j) =>
              addProduct(sum, get(x), f32x4.load(get(entry), 4 * KEY_STRIDE * i + 16 * j)),
            ),
          ]),
          ...four.map((sum, j) => f32x4.store(get(at), f32x4.mul(get(sum), f32x4.of(scale)), 16 * j)),
        ],
      ),
    ];
    // More were multiplied, from a page's beginning: what is not seen among them gets no weight.
    const masked = [
      ...four.map((_, i) => f32x4.store(get(end), f32x4.of(UNSEEN), 16 * i)),
      set(at, get(row)),
      set(entry, i32.add(get(row), i32.mul(i32.sub(get(first), get(start)), i32.of(4)))),
      when(i32.less(get(at), get(entry)), [
        repeat([i32.store(get(at), i32.of(bitsOf(UNSEEN))), step(at, 4)], i32.less(get(at), get(entry))),
      ]),
    ];
    const added = (sum: Local, other: Local) => set(sum, f32x4.add(get(sum), get(other)));
    const softmax = [
      set(z, f32x4.of(UNSEEN)),
      ...each((_, i) => [set(z, f32x4.max(f32x4.load(get(at), i), get(z)))]),
      ...acrossLanes(z, f32x4.max),
      ...four.map((sum) => set(sum, f32x4.of(0))),
      ...each((vector, i) => [
        set(x, f32x4.sub(f32x4.load(get(at), i), get(z))),
        ...exponential(x, y, w),
        f32x4.store(get(at), get(x), i),
        added(four[vector % (lanes / 4)], x),
      ]),
      ...(lanes === 16 ? [added(a, c), added(b, d)] : []),
      ...[a, b].flatMap((sum) => acrossLanes(sum, f32x4.add)),
      added(a, b),
      f32x4.store(get(row), f32x4.div(f32x4.of(1), get(a)), inverse),
    ];
    const cleared = (of: Local) => eachNumber(of, f32x4.store(get(at), f32x4.of(0)));
    const mixed = [
      ...fromFirstPage,
      set(into, get(results)),
      // A stretch begins at a multiple of its length, counted from the sequence's first position.
      set(until, i32.sub(i32.of(stretch), i32.and(i32.mul(get(start), i32.of(4)), i32.of(stretch - 1)))),
      repeat(
        [
          when(i32.less(get(seen), get(until)), [set(until, get(seen))]),
          ...cleared(into),
          ...eachInPages(
            { of: into, offset: kvHeads * blockBytes, positions: 4 },
            [set(y, f32x4.load(i32.sub(get(row), get(column)), inverse))],
            [
              ...four.map((weight, i) => set(weight, f32x4.mul(f32x4.loadSplat(get(at), 4 * i), get(y)))),
              ...chunks.flatMap((chunk) => [
                set(x, f32x4.load(get(head), chunk)),
                ...four.map((weight, i) =>
                  addProduct(x, get(weight), f32x4.load(get(entry), i * width + chunk)),
                ),
                f32x4.store(get(head), get(x), chunk),
              ]),
            ],
          ),
          when(i32.less(get(results), get(into)), [
            set(entry, get(results)),
            ...eachNumber(
              into,
              f32x4.store(get(entry), f32x4.add(f32x4.load(get(entry)), f32x4.load(get(at)))),
              step(entry, 16),
            ),
          ]),
          set(into, i32.add(get(weights), i32.of(heads * apart))),
          step(until, stretch),
        ],
        i32.less(get(column), get(seen)),
      ),
    ];
    return [
      // The first position of the first page that is seen.
      set(start, i32.and(get(first), i32.of(-PAGE))),
      set(seen, i32.mul(i32.sub(get(length), get(start)), i32.of(4))),
      ...scores,
      ...eachHead(...masked, ...softmax),
      ...mixed,
    ];
  });
}
const named = <Name extends string>(names: readonly Name[], locals: readonly Local[]) =>
  Object.fromEntries(names.map((name, i) => [name, locals[i]])) as Readonly<Record<Name, Local>>;

const bitsOf = (value: number) => new Int32Array(Float32Array.of(value).buffer)[0];
