import { type HeadShape, KEY_STRIDE, PAGE, SPARE } from "./attention-layout.js";
import { type Code, get, i32, type Local, repeat, set, step, when } from "./wasm.js";

export const ATTENTION_PARAMETERS = [
  "queries",
  "results",
  "weights",
  "pages",
  "keys",
  "first",
  "length",
] as const;

/**
 * What the kernel goes through memory with; weights are counted in bytes:
 * - `start` is the first position of the first page that is seen, `seen` the weights from there to the last;
 * - `column` is where the weights of a page begin in a head's, `here` how many it has, `page` where its address stands;
 * - `block` is where the keys or values of a head begin in a page, `entry` where those of a position do;
 * - `row` is where the weights of a head begin, `at` a place among them, `end` behind the last; `head` is where its numbers lie.
 */
export const ATTENTION_INTEGERS = [
  "start",
  "seen",
  "page",
  "column",
  "here",
  "block",
  "head",
  "groupEnd",
  "headsEnd",
  "row",
  "at",
  "end",
  "entry",
  "until",
  "into",
] as const;

/** The variables of the kernel that are no vectors. */
export type AttentionLocals = Readonly<
  Record<(typeof ATTENTION_PARAMETERS | typeof ATTENTION_INTEGERS)[number], Local>
>;

/** The loops of an attention kernel; see `Attend` for what lies where. */
export function attentionLoops(
  { heads, kvHeads, size }: HeadShape,
  longest: number,
  locals: AttentionLocals,
) {
  const { weights, pages, keys } = locals;
  const { start, seen, page, column, here, block, head, groupEnd, headsEnd, row, at, end, entry, until } =
    locals;
  /** Bytes of the numbers of a head. */
  const width = 4 * size;
  const blockBytes = PAGE * width;
  /** From the weights of a head to those of the next, and to where the inverse of their sum is kept. */
  const apart = 4 * (longest + SPARE);
  const inverse = apart - 16;

  /** Goes through the heads: `row` is where the weights of one begin, `end` behind the last one seen. */
  const eachHead = (...body: readonly Code[]) => [
    set(row, get(weights)),
    set(headsEnd, i32.add(get(weights), i32.of(heads * apart))),
    repeat(
      [set(end, i32.add(get(row), get(seen))), ...body, step(row, apart)],
      i32.less(get(row), get(headsEnd)),
    ),
  ];
  /** Goes through the weights of a head, `at` as many as are side by side. */
  const each = (body: (vector: number, at: number) => readonly Code[]) => [
    set(at, get(row)),
    repeat(
      [...[0, 1, 2, 3].flatMap((i) => body(i, 16 * i)), step(at, 4 * KEY_STRIDE)],
      i32.less(get(at), get(end)),
    ),
  ];
  /** Goes through the numbers of all heads at an address, `at` four. */
  const eachNumber = (of: Local, ...body: readonly Code[]) => [
    set(at, get(of)),
    set(end, i32.add(get(of), i32.of(heads * width))),
    repeat([...body, step(at, 16)], i32.less(get(at), get(end))),
  ];
  /**
   * Goes through the pages from `column` to `until`, the heads in each, and its positions, so many at a time: `entry` is where
   * they lie, `at` where their weights do, `head` the number of `of` that belongs to the head.
   */
  const eachInPages = (
    { of, offset, positions }: { of: Local; offset: number; positions: number },
    beginHead: readonly Code[],
    body: readonly Code[],
  ) => [
    set(headsEnd, i32.add(get(of), i32.of(heads * width))),
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
              [
                set(entry, get(block)),
                set(at, get(row)),
                set(end, i32.add(get(row), get(here))),
                ...beginHead,
                repeat(
                  [...body, step(entry, positions * width), step(at, 4 * positions)],
                  i32.less(get(at), get(end)),
                ),
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
      i32.less(get(column), get(until)),
    ),
  ];
  const fromFirstPage = [
    set(page, i32.add(get(pages), i32.shiftRight(get(start), i32.of(Math.log2(PAGE / 4))))),
    set(column, i32.of(0)),
  ];
  return { width, blockBytes, inverse, apart, eachHead, each, eachNumber, eachInPages, fromFirstPage };
}
