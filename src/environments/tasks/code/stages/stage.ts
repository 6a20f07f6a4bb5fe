import type { Random } from "../../../../random/index.js";

/** What a stage takes or gives: a number, a list of numbers, a string, or true or false. Numbers are whole. */
export type Kind = "number" | "list" | "string" | "boolean";

/** Values of a stage's parameters; those that it does not draw are missing. */
export interface Parameters {
  readonly k: number;
  readonly j: number;
  readonly c: string;
  readonly d: string;
}

/** Between which integers `k` and `j` are drawn, and from which letters `c` and `d`. */
export interface ParameterRanges {
  readonly k?: readonly [from: number, to: number];
  readonly j?: readonly [from: number, to: number];
  readonly c?: string;
  readonly d?: string;
}

/** Something done with a value; functions are made of one stage or of several in a row. */
export interface Stage<Input = never> {
  /** Unique; lower case with hyphens. */
  readonly id: string;
  readonly from: Kind;
  readonly to: Kind;
  readonly draws?: ParameterRanges;
  /** A clause that says what to do, such as "keep items above 3". */
  words(p: Parameters): string;
  apply(input: Input, p: Parameters): unknown;
  /**
   * Ways to write it. `@` stands for the input: where it is used more than once, the input is a variable. A text with
   * `#` is statements that declare the result by that name; any other is an expression that methods can be called on.
   */
  code(p: Parameters): readonly string[];
}

/** Draws the parameters of a stage. */
export function drawParameters(random: Random, { draws = {} }: Stage): Parameters {
  const drawn = Object.entries(draws).map(([name, range]) => {
    if (typeof range === "string") return [name, range[random.integer(range.length)]];
    const [from, to] = range as readonly [number, number];
    return [name, from + random.integer(to - from + 1)];
  });
  return Object.fromEntries(drawn);
}
