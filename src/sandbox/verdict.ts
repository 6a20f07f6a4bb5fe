/** Data that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What a program's function may return: JSON's values and those that JSON has no words for (NaN, the infinities,
 * negative zero, undefined, bigints).
 */
export type PlainValue =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** Source text that defines a function, and the calls of it that are wanted. */
export interface Program {
  /** A script (not a module). What it defines stays from one call to the next, and is gone with the program. */
  readonly source: string;
  /** Name of the function, defined at top level by `function`, `const`, `let` or `var`. */
  readonly entry: string;
  /** The arguments of each call, in the order in which they are made. */
  readonly calls: readonly (readonly Json[])[];
}

/** How code came to an end that it did not choose. */
export type Failure =
  /** It threw, or could not be parsed. `name` is the error's, or the type of what was thrown (`"string"`). */
  | { readonly kind: "error"; readonly name: string; readonly message: string }
  /** It called itself too deeply. */
  | { readonly kind: "stack" }
  /** It asked for more memory than it may have. */
  | { readonly kind: "memory" };

/** What became of one call. */
export type CallResult<Value = PlainValue> =
  /** It returned, or gave a promise of, plain data. */
  | { readonly kind: "value"; readonly value: Value }
  | Failure
  /** It returned something other than plain data: a function, a Map, an instance of a class, data in a circle. */
  | { readonly kind: "not-plain"; readonly found: string }
  /** It returned a promise that nothing left to do can settle. */
  | { readonly kind: "pending" }
  /** It returned more than may be handed out. */
  | { readonly kind: "output" };

/** What became of a program. */
export type Verdict<Value = PlainValue> =
  /** Every call was made; each has a result of its own, good or bad. */
  | { readonly kind: "ok"; readonly results: readonly CallResult<Value>[] }
  /** The source text failed before any call. */
  | Failure
  /** The source text ran but defines no function of that name. `found` is the type of what has the name. */
  | { readonly kind: "no-function"; readonly found: string }
  /**
   * Time ran out. Has the results of the calls before, or none where the thread had to be ended
   * from outside.
   */
  | { readonly kind: "timeout"; readonly results: readonly CallResult<Value>[] }
  /** The engine itself broke, or its thread did. Has the results of the calls before. */
  | { readonly kind: "crash"; readonly message: string; readonly results: readonly CallResult<Value>[] };
