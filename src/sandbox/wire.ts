import { OptionError } from "../errors.js";
import { decodeValue, encodeArguments } from "./plain-value.js";
import type { CallResult, Program, Verdict } from "./verdict.js";

/** A program as it goes to the thread: the arguments of each call are a JSON text. */
export interface EncodedProgram {
  readonly source: string;
  readonly entry: string;
  readonly calls: readonly string[];
}

/** A verdict as it comes back: values are texts that {@link decodeValue} reads. */
export type EncodedVerdict = Verdict<string>;

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/** @throws OptionError when a part of the program is not what it must be */
export function encodeProgram({ source, entry, calls }: Program): EncodedProgram {
  if (typeof source !== "string") throw new OptionError("source", "JavaScript as a string", source);
  if (!NAME.test(entry)) throw new OptionError("entry", "the name of a function", entry);
  return { source, entry, calls: calls.map((list, i) => encodeArguments(`calls[${i}]`, list)) };
}

/** A text that cannot be read, which only an engine that is broken would write, makes the verdict a crash. */
export function decodeVerdict(verdict: EncodedVerdict): Verdict {
  if (!("results" in verdict)) return verdict;
  try {
    return { ...verdict, results: verdict.results.map(decodeResult) };
  } catch (error) {
    return { kind: "crash", message: `the engine wrote no JSON: ${error}`, results: [] };
  }
}

function decodeResult(result: CallResult<string>): CallResult {
  return result.kind === "value" ? { kind: "value", value: decodeValue(result.value) } : result;
}
