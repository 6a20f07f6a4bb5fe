/** What JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Why a call has no result: the program does not parse (`syntax`), does not define the function (`missing`), threw
 * (`threw`), gave what is no plain data (`value`), or went over its limit of time or memory.
 */
export type CallFailure = "syntax" | "missing" | "threw" | "value" | "time" | "memory";

/** What one call came to. The value is plain data, but need not be what JSON can hold (NaN, undefined, a bigint). */
export type CallResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: CallFailure; readonly message: string };

/**
 * Runs a program that is not trusted, out of reach of everything else, and calls a function that it defines at its top
 * level. A program that fails is no error of the runner: it gives a failure for each call.
 *
 * It ends by itself, whatever the program does: nobody else limits its time. Its limits begin when the program does, so
 * that a program which waits for others to end loses nothing.
 *
 * @param entry the function's name
 * @param calls the arguments of each call
 * @returns one result for each call, in order
 * @throws only when the runner itself fails
 */
export type RunProgram = (
  source: string,
  entry: string,
  calls: readonly (readonly JsonValue[])[],
  options: { readonly signal: AbortSignal },
) => Promise<readonly CallResult[]>;
