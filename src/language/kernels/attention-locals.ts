import type { Local } from "./wasm.js";

const PARAMETERS = ["queries", "results", "weights", "pages", "keys", "first", "length"] as const;

/**
 * What the kernel goes through memory with; weights are counted in bytes:
 * - `start` is the first position of the first page that is seen, `seen` the weights from there to the last;
 * - `column` is where the weights of a page begin in a head's, `here` how many it has, `page` where its address stands;
 * - `block` is where the keys or values of a head begin in a page, `lines` where those of some positions or numbers do;
 * - `row` is where the weights of a head begin, `at` a place among them, `end` behind the last, and from `part` to `partEnd` those of a
 *   line of positions lie; `head` is where the head's numbers begin;
 * - `until` is where a stretch of the sum over positions ends, and `into` where it goes.
 */
const INTEGERS = [
  "start",
  "seen",
  "page",
  "column",
  "here",
  "block",
  "lines",
  "head",
  "groupEnd",
  "headsEnd",
  "row",
  "at",
  "end",
  "part",
  "partEnd",
  "stop",
  "until",
  "into",
] as const;

/** Heads that are gone through at once. */
export const MOST_STREAMS = 2;

/** The variables of the kernel that are no vectors, of each head that is gone through beside others two. */
export interface AttentionLocals
  extends Readonly<Record<(typeof PARAMETERS | typeof INTEGERS)[number], Local>> {
  readonly pointers: readonly Local[];
}

/** How many of them there are. */
export const ATTENTION_COUNTS = {
  parameters: PARAMETERS.length,
  integers: INTEGERS.length + 2 * MOST_STREAMS,
};

export function attentionLocals(parameters: readonly Local[], integers: readonly Local[]): AttentionLocals {
  return {
    ...named(PARAMETERS, parameters),
    ...named(INTEGERS, integers),
    pointers: integers.slice(INTEGERS.length),
  };
}

const named = <Name extends string>(names: readonly Name[], locals: readonly Local[]) =>
  Object.fromEntries(names.map((name, i) => [name, locals[i]])) as Readonly<Record<Name, Local>>;
