import { type Code, f32x4, get, i32, type Local, repeat, set, wasmModule, when } from "./wasm.js";
import { type WasmMemory, wasmFunction } from "./web-assembly.js";

/** Positions of a page of keys or values; a power of 2. */
export const PAGE = 32;

/** What the scores of positions that are not seen are set to, and the exponent below which a weight is as good as none. */
const [UNSEEN, LEAST] = [-1e30, -60];

/**
 * Attention of one query to the keys and values of a head, which lie in pages `[PAGE, size]`. Arguments in bytes:
 * - `query` and `result`, `[size]`;
 * - `weights`: room for a number for each position, and eight more;
 * - `pages`: where the addresses of a sequence's pages stand; the head's keys and values begin `keys` and `values` behind each;
 * - positions `first` to `length`, not included, are seen.
 */
export type Attend = (
  query: number,
  result: number,
  weights: number,
  pages: number,
  keys: number,
  values: number,
  first: number,
  length: number,
) => void;

/**
 * A kernel for heads of a size, a multiple of 4. It reads what a sequence has and no more; ONNX Runtime's products with single
 * rows need keys and values of all sequences in one array, filled up to the longest, and take twice as long on the same numbers
 * as long as the processor's cache holds them.
 * @param scale of the scores
 */
export function attentionKernel(size: number, scale: number, memory: WasmMemory): Attend {
  return wasmFunction(attentionModule(size, scale), memory) as Attend;
}

function attentionModule(size: number, scale: number): Uint8Array<ArrayBuffer> {
  return wasmModule({ parameters: 8, vectors: 6, integers: 6 }, ({ parameters, vectors, integers }) => {
    const [query, result, weights, pages, keys, values, first, length] = parameters;
    const [a, b, c, d, x, y] = vectors;
    const [start, at, end, page, pageEnd, entry] = integers;
    const four = [a, b, c, d];
    const row = 4 * size;
    const chunks = Array.from({ length: size / 4 }, (_, i) => 16 * i);
    /** Goes through all weights, `at` four. */
    const each = (...body: readonly Code[]) => [
      set(at, get(weights)),
      repeat([...body, step(at, 16)], i32.less(get(at), get(end))),
    ];
    /** Goes through the pages, four positions at a time: `entry` is where they lie, `at` where their weights do. */
    const eachInPages = (offset: Local, ...body: readonly Code[]) => [
      set(page, i32.add(get(pages), i32.shiftRight(get(start), i32.of(Math.log2(PAGE / 4))))),
      set(at, get(weights)),
      repeat(
        [
          set(entry, i32.add(i32.load(get(page)), get(offset))),
          set(pageEnd, i32.add(get(at), i32.of(4 * PAGE))),
          repeat(
            [...body, step(entry, 4 * row), step(at, 16)],
            i32.and(i32.less(get(at), get(end)), i32.less(get(at), get(pageEnd))),
          ),
          step(page, 4),
        ],
        i32.less(get(at), get(end)),
      ),
    ];
    /** Address of a position's weight. */
    const weightOf = (position: Local) =>
      i32.add(get(weights), i32.mul(i32.sub(get(position), get(start)), i32.of(4)));

    const scores = eachInPages(
      keys,
      ...four.map((sum) => set(sum, f32x4.of(0))),
      ...chunks.flatMap((chunk) => [
        set(x, f32x4.load(get(query), chunk)),
        ...four.map((sum, i) => addProduct(sum, x, f32x4.load(get(entry), i * row + chunk))),
      ]),
      f32x4.store(get(at), sums(four)),
    );
    // Whole pages were multiplied: what lies before the first position and behind the last is not seen.
    const masked = [
      f32x4.store(get(end), f32x4.of(UNSEEN)),
      set(at, get(weights)),
      set(entry, weightOf(first)),
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
      set(y, f32x4.div(f32x4.of(1), get(b))),
    ];
    const mixed = [
      ...chunks.map((chunk) => f32x4.store(get(result), f32x4.of(0), chunk)),
      ...eachInPages(
        values,
        ...four.map((weight, i) => set(weight, f32x4.loadSplat(get(at), 4 * i))),
        ...chunks.flatMap((chunk) => [
          set(x, f32x4.load(get(result), chunk)),
          ...four.map((weight, i) => addProduct(x, weight, f32x4.load(get(entry), i * row + chunk))),
          f32x4.store(get(result), get(x), chunk),
        ]),
      ),
      ...chunks.map((chunk) =>
        f32x4.store(get(result), f32x4.mul(f32x4.load(get(result), chunk), get(y)), chunk),
      ),
    ];
    return [
      // The first position of the first page that is seen.
      set(start, i32.and(get(first), i32.of(-PAGE))),
      set(end, weightOf(length)),
      ...scores,
      ...masked,
      ...softmax,
      ...mixed,
    ];
  });
}

const step = (local: Local, by: number) => set(local, i32.add(get(local), i32.of(by)));

const addProduct = (sum: Local, a: Local, b: Code) => set(sum, f32x4.add(get(sum), f32x4.mul(b, get(a))));

/** The sums of the lanes of each of four vectors, which are changed. */
function sums([a, b, c, d]: readonly Local[]): Code {
  const pairs = (v: Code, w: Code, even: readonly number[], odd: readonly number[]) =>
    f32x4.add(f32x4.shuffle(v, w, even), f32x4.shuffle(v, w, odd));
  const halves = (v: Local, w: Local) => pairs(get(v), get(w), [0, 1, 4, 5], [2, 3, 6, 7]);
  return [
    ...set(a, halves(a, b)),
    ...set(c, halves(c, d)),
    ...pairs(get(a), get(c), [0, 2, 4, 6], [1, 3, 5, 7]),
  ];
}

/** Puts the sum or the largest of a vector's lanes into all of them. */
const acrossLanes = (v: Local, join: (a: Code, b: Code) => Code): Code[] =>
  [
    [2, 3, 0, 1],
    [1, 0, 3, 2],
  ].map((lanes) => set(v, join(get(v), f32x4.shuffle(get(v), get(v), lanes))));

/**
 * Puts the exponential of numbers up to 0 into their place, to single precision: 2ⁿ eʳ with |r| ≤ ln 2 / 2 and the polynomial
 * of Cephes' expf (Moshier 1989).
 */
function exponential(x: Local, n: Local, sum: Local): Code[] {
  // Added to a small number, it leaves the nearest whole number in the lowest bits.
  const rounder = f32x4.of(1.5 * 2 ** 23);
  const whole = f32x4.sub(get(n), rounder);
  const less = (factor: number) => set(x, f32x4.sub(get(x), f32x4.mul(whole, f32x4.of(factor))));
  const polynomial = [
    1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1, 1,
  ];
  const [highest, ...others] = polynomial;
  return [
    set(x, f32x4.max(get(x), f32x4.of(LEAST))),
    set(n, f32x4.add(f32x4.mul(get(x), f32x4.of(Math.LOG2E)), rounder)),
    less(0.693359375),
    less(-2.1219444e-4),
    set(sum, f32x4.of(highest)),
    ...others.map((factor) => set(sum, f32x4.add(f32x4.mul(get(sum), get(x)), f32x4.of(factor)))),
    set(x, f32x4.addBits(get(sum), f32x4.shiftBits(get(n), i32.of(23)))),
  ];
}

const bitsOf = (value: number) => new Int32Array(Float32Array.of(value).buffer)[0];
