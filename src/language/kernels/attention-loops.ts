import { type HeadShape, PAGE, weightsApart } from "./attention-layout.js";
import type { AttentionLocals } from "./attention-locals.js";
import { type Code, get, i32, type Local, repeat, set, step, when } from "./wasm.js";

/** The loops of an attention kernel; see `Attend` for what lies where. */
export type AttentionLoops = ReturnType<typeof attentionLoops>;

/** @param together heads that are gone through at once */
export function attentionLoops(
  { heads, kvHeads, size }: HeadShape,
  { longest, together }: { readonly longest: number; readonly together: number },
  locals: AttentionLocals,
) {
  const { weights, pages, keys } = locals;
  const { start, seen, page, column, here, block, head, groupEnd, headsEnd, row, at, end, until } = locals;
  /** Bytes of the numbers of a head. */
  const width = 4 * size;
  /** Bytes of the keys or values of a head in a page. */
  const blockBytes = PAGE * width;
  /** From the weights of a head to those of the next, in bytes. */
  const apart = 4 * weightsApart(longest);

  /** Goes through the heads: `row` is where the weights of one begin, `end` behind the last one seen. */
  const eachHead = (...body: readonly Code[]) => [
    set(row, get(weights)),
    set(headsEnd, i32.add(get(weights), i32.of(heads * apart))),
    repeat(
      [set(end, i32.add(get(row), get(seen))), ...body, step(row, apart)],
      i32.less(get(row), get(headsEnd)),
    ),
  ];
  /** Goes through the numbers of all heads at an address, `at` four. */
  const eachNumber = (of: Local, ...body: readonly Code[]) => [
    set(at, get(of)),
    set(end, i32.add(get(of), i32.of(heads * width))),
    repeat([...body, step(at, 16)], i32.less(get(at), get(end))),
  ];
  /**
   * Goes through the pages from `column` to `until` and the heads in each, so many at once, as far from each other as can be:
   * `block` is where the keys or values of the first of them lie, `row` where its weights do, up to `end`, and `head` its part of `of`.
   */
  const eachInPages = ({ of, offset }: { of: Local; offset: number }, ...body: readonly Code[]) => [
    set(headsEnd, i32.add(get(of), i32.of((heads / together) * width))),
    repeat(
      [
        set(here, i32.sub(get(until), get(column))),
        when(i32.less(i32.of(4 * PAGE), get(here)), [set(here, i32.of(4 * PAGE))]),
        set(block, i32.add(i32.add(i32.load(get(page)), get(keys)), i32.of(offset))),
        set(row, i32.add(get(weights), get(column))),
        set(head, get(of)),
        repeat(
          [
            set(groupEnd, i32.add(get(head), i32.of((heads / kvHeads) * width))),
            repeat(
              [set(end, i32.add(get(row), get(here))), ...body, step(row, apart), step(head, width)],
              i32.less(get(head), get(groupEnd)),
            ),
            step(block, blockBytes),
          ],
          i32.less(get(head), get(headsEnd)),
        ),
        step(page, 4),
        step(column, 4 * PAGE),
      ],
      i32.less(get(column), get(until)),
    ),
  ];
  const fromFirstPage = [
    set(page, i32.add(get(pages), i32.shiftRight(get(start), i32.of(Math.log2(PAGE / 4))))),
    set(column, i32.of(0)),
  ];
  /** From the first of the heads that are gone through at once to the next. */
  const distances = {
    blocks: (kvHeads / together) * blockBytes,
    numbers: (heads / together) * width,
    weights: (heads / together) * apart,
  };
  return { width, blockBytes, apart, distances, eachHead, eachNumber, eachInPages, fromFirstPage };
}
