import { GraphError } from "../../errors.js";
import { arrayFrom, type Data, dtypeOf } from "../dtype.js";
import type { ProgramValue } from "../program.js";
import { evaluate, parse, show, substitute } from "../shape.js";

/** Elements and shape of a tensor. */
export interface TensorValue {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** What a run is fed with: elements (the shape is found from the program), elements with shape, or a scalar's value. */
export type Feed = Data | TensorValue | number;

/** Feeds of a run by input name. */
export type Feeds = Readonly<Record<string, Feed>>;

/** Input values with shapes, and the sizes of the named dimensions that they imply. */
export interface ResolvedFeeds {
  readonly values: ReadonlyMap<string, TensorValue>;
  readonly bindings: Readonly<Record<string, number>>;
}

/** Matches feeds with the inputs of a program; throws where one is missing, unknown, or does not fit. */
export function resolveFeeds(inputs: readonly ProgramValue[], feeds: Feeds): ResolvedFeeds {
  for (const name of Object.keys(feeds)) {
    if (!inputs.some((input) => input.name === name)) {
      const known = inputs.map((input) => input.name).join(", ") || "none";
      throw new GraphError("BAD_FEED", `the program has no input named ${name}; its inputs: ${known}`);
    }
  }
  const bindings: Record<string, number> = {};
  const given = inputs.map((input) => ({ input, feed: elements(input, feeds[input.name]) }));
  for (const { input, feed } of given) if (feed.shape !== undefined) bindShape(input, feed.shape, bindings);
  for (let left = given.length; left > 0; left--) {
    for (const { input, feed } of given)
      if (feed.shape === undefined) bindLength(input, feed.data.length, bindings);
  }
  const values = new Map<string, TensorValue>();
  for (const { input, feed } of given) {
    const shape = evaluate(input.shape, bindings);
    if (shape.reduce((a, b) => a * b, 1) !== feed.data.length) {
      throw new GraphError(
        "BAD_FEED",
        `input ${input.name} ${show(input.shape)}: ${feed.data.length} elements do not fill ${show(shape)}`,
      );
    }
    values.set(input.name, { shape, data: feed.data });
  }
  return { values, bindings };
}

function elements(input: ProgramValue, feed: Feed | undefined): { data: Data; shape?: readonly number[] } {
  if (feed === undefined) throw new GraphError("BAD_FEED", `input ${input.name} was not fed`);
  if (typeof feed === "number") return { data: arrayFrom(input.dtype, [feed]) };
  const value = ArrayBuffer.isView(feed) ? { data: feed } : feed;
  if (dtypeOf(value.data) !== input.dtype) {
    const found = dtypeOf(value.data);
    throw new GraphError(
      "BAD_FEED",
      `input ${input.name}: expected elements of ${input.dtype}, found ${found}`,
    );
  }
  return value;
}

function bindShape(input: ProgramValue, shape: readonly number[], bindings: Record<string, number>): void {
  const fits = shape.length === input.shape.length;
  const misfit = input.shape.find((dim, i) => {
    if (typeof dim === "number") return dim !== shape[i];
    bindings[dim] ??= shape[i];
    return bindings[dim] !== shape[i];
  });
  if (!fits || misfit !== undefined) {
    throw new GraphError("BAD_FEED", `input ${input.name}: ${show(shape)} does not fit ${show(input.shape)}`);
  }
}

/** Finds the one size of an input that is still unknown from the number of elements. */
function bindLength(input: ProgramValue, length: number, bindings: Record<string, number>): void {
  const known = input.shape.map((dim) => substitute(dim, bindings));
  const unknown = known.filter((dim) => typeof dim === "string");
  if (unknown.length !== 1) return;
  const rest = known.reduce<number>((a, dim) => (typeof dim === "number" ? a * dim : a), 1);
  const size = length / rest;
  const [, names] = parse(unknown[0]);
  if (Number.isInteger(size) && size > 0 && names.length === 1) bindings[names[0]] = size;
  else {
    throw new GraphError(
      "BAD_FEED",
      `input ${input.name} ${show(input.shape)}: ${length} elements are no whole number of ${rest}`,
    );
  }
}
