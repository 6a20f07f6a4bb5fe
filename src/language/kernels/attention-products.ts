import { type HeadShape, LINE } from "./attention-layout.js";
import type { AttentionLocals } from "./attention-locals.js";
import type { AttentionLoops } from "./attention-loops.js";
import { LINE_BYTES, type Streams } from "./attention-streams.js";
import { termsInSum } from "./sum-order.js";
import { type Code, f32x4, get, i32, repeat, set, step, when } from "./wasm.js";

/** Products of queries with keys become weights, those of whole lines of positions. */
export function scores(
  locals: AttentionLocals,
  { width, distances, eachInPages, fromFirstPage }: AttentionLoops,
  streams: Streams,
  scale: number,
): Code[] {
  const { queries, seen, block, head, row, at, end, until, stop } = locals;
  return [
    ...fromFirstPage,
    set(until, get(seen)),
    ...eachInPages(
      { of: queries, offset: 0 },
      set(at, get(row)),
      set(stop, i32.add(get(head), i32.of(width))),
      ...streams.begin("line", block, distances.blocks),
      repeat(
        [
          ...streams.clear(),
          ...streams.begin("number", head, distances.numbers),
          streams.addProducts(stop),
          ...streams.each(at, distances.weights, (sum, place) =>
            f32x4.store(place.at, f32x4.mul(get(sum), f32x4.of(scale)), place.offset),
          ),
          step(at, LINE_BYTES),
        ],
        i32.less(get(at), get(end)),
      ),
    ),
  ];
}

/** Sums of values times weights become results. */
export function mixed(
  locals: AttentionLocals,
  { width, blockBytes, apart, distances, eachNumber, eachInPages, fromFirstPage }: AttentionLoops,
  streams: Streams,
  { heads, kvHeads, size }: HeadShape,
): Code[] {
  const { results, weights, start, seen, column, block, lines, head, row } = locals;
  const { at, end, part, partEnd, stop, until, into } = locals;
  const stretch = 4 * termsInSum(size);
  /** Goes through the numbers of a head, `at` a line of them. */
  const aLine = [
    ...streams.each(at, distances.numbers, (sum, place) => set(sum, f32x4.load(place.at, place.offset))),
    ...streams.begin("number", part, distances.weights),
    ...streams.begin("line", lines, distances.blocks),
    streams.addProducts(partEnd),
    ...streams.each(at, distances.numbers, (sum, place) => f32x4.store(place.at, get(sum), place.offset)),
    step(at, LINE_BYTES),
    step(lines, LINE * LINE_BYTES),
  ];
  const somePositions = [
    set(partEnd, i32.add(get(part), i32.of(LINE_BYTES))),
    when(i32.less(get(end), get(partEnd)), [set(partEnd, get(end))]),
    set(at, get(head)),
    set(stop, i32.add(get(head), i32.of(width))),
    repeat(aLine, i32.less(get(at), get(stop))),
    step(part, LINE_BYTES),
  ];
  const aStretch = [
    when(i32.less(get(seen), get(until)), [set(until, get(seen))]),
    ...eachNumber(into, f32x4.store(get(at), f32x4.of(0))),
    ...eachInPages(
      { of: into, offset: kvHeads * blockBytes },
      set(lines, get(block)),
      set(part, get(row)),
      repeat(somePositions, i32.less(get(part), get(end))),
    ),
    when(i32.less(get(results), get(into)), [
      set(stop, get(results)),
      ...eachNumber(
        into,
        f32x4.store(get(stop), f32x4.add(f32x4.load(get(stop)), f32x4.load(get(at)))),
        step(stop, 16),
      ),
    ]),
    set(into, i32.add(get(weights), i32.of(heads * apart))),
    step(until, stretch),
  ];
  return [
    ...fromFirstPage,
    set(into, get(results)),
    // A stretch begins at a multiple of its length, counted from the sequence's first position.
    set(until, i32.sub(i32.of(stretch), i32.and(i32.mul(get(start), i32.of(4)), i32.of(stretch - 1)))),
    repeat(aStretch, i32.less(get(column), get(seen))),
  ];
}
