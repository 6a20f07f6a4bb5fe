import { type HeadShape, PAGE } from "./attention-layout.js";
import { ATTENTION_COUNTS, attentionLocals, MOST_STREAMS } from "./attention-locals.js";
import { attentionLoops } from "./attention-loops.js";
import { mixed, scores } from "./attention-products.js";
import { masked, softmax } from "./attention-softmax.js";
import { STREAM_VECTORS, Streams } from "./attention-streams.js";
import type { SumOrder } from "./sum-order.js";
import { get, i32, set, wasmModule } from "./wasm.js";
import { type WasmMemory, wasmFunction } from "./web-assembly.js";

/**
 * Attention of a token to those before it and to itself. Keys and values lie in pages: keys `[kvHeads, PAGE / 16, size, 16]`, sixteen
 * positions side by side, and values `[kvHeads, PAGE / 16, size / 16, 16, 16]`, sixteen numbers of each of sixteen positions. Arguments
 * in bytes:
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
 * array, filled up to the longest, and took twice as long as a first kernel of this kind on numbers that the processor's cache holds.
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
  order: SumOrder,
): Uint8Array<ArrayBuffer> {
  const together = shape.kvHeads % MOST_STREAMS === 0 ? MOST_STREAMS : 1;
  const counts = { ...ATTENTION_COUNTS, vectors: MOST_STREAMS * STREAM_VECTORS };
  return wasmModule(counts, ({ parameters, vectors, integers }) => {
    const locals = attentionLocals(parameters, integers);
    const { start, seen, first, length } = locals;
    const loops = attentionLoops(shape, { longest, together }, locals);
    const streams = new Streams(together, vectors, locals.pointers);
    return [
      // The first position of the first page that is seen.
      set(start, i32.and(get(first), i32.of(-PAGE))),
      set(seen, i32.mul(i32.sub(get(length), get(start)), i32.of(4))),
      ...scores(locals, loops, streams, scale),
      ...loops.eachHead(...masked(locals), ...softmax(locals, vectors, order)),
      ...mixed(locals, loops, streams, shape),
    ];
  });
}
