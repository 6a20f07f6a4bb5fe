import type { AttentionLocals } from "./attention-locals.js";
import { LINE_BYTES } from "./attention-streams.js";
import type { SumOrder } from "./sum-order.js";
import { acrossLanes, exponential } from "./vector-math.js";
import { type Code, f32x4, get, i32, type Local, repeat, set, step, when } from "./wasm.js";

/** What the scores of positions that are not seen are set to. */
const UNSEEN = -1e30;

/** More was multiplied, from a page's beginning to the end of a line: what is not seen of it gets no weight. */
export function masked({ first, start, row, at, end, stop }: AttentionLocals): Code[] {
  return [
    ...[0, 1, 2, 3].map((i) => f32x4.store(get(end), f32x4.of(UNSEEN), 16 * i)),
    set(at, get(row)),
    set(stop, i32.add(get(row), i32.mul(i32.sub(get(first), get(start)), i32.of(4)))),
    when(i32.less(get(at), get(stop)), [
      repeat([i32.store(get(at), i32.of(bitsOf(UNSEEN))), step(at, 4)], i32.less(get(at), get(stop))),
    ]),
  ];
}

/** Scores of a head become weights. */
export function softmax(
  { row, at, end }: AttentionLocals,
  [a, b, c, d, w, x, y, z]: readonly Local[],
  { lanes }: SumOrder,
): Code[] {
  const four = [a, b, c, d];
  const added = (sum: Local, other: Local) => set(sum, f32x4.add(get(sum), get(other)));
  /** Goes through the weights of a head, `at` a line of them. */
  const each = (body: (vector: number, offset: number) => readonly Code[]) => [
    set(at, get(row)),
    repeat([...four.flatMap((_, i) => body(i, 16 * i)), step(at, LINE_BYTES)], i32.less(get(at), get(end))),
  ];
  return [
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
    set(y, f32x4.div(f32x4.of(1), get(a))),
    ...each((_, i) => [f32x4.store(get(at), f32x4.mul(f32x4.load(get(at), i), get(y)), i)]),
  ];
}

const bitsOf = (value: number) => new Int32Array(Float32Array.of(value).buffer)[0];
