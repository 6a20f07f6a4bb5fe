import type { Tokenizer } from "../../../language/tokenizer/tokenizer.js";

/** What calls of tools begin with, in the forms that have such a mark. */
export const CALL_MARKS = ["<tool_call>", "[TOOL_CALLS]", "<|python_tag|>"] as const;

/** Marks within calls. */
const INNER_MARKS = ["[CALL_ID]", "[ARGS]"];

/** Ids of special tokens that calls are known by, and which must not be left out where answers are decoded. */
export function callMarkIds(tokenizer: Tokenizer): ReadonlySet<number> {
  const ids = [...CALL_MARKS, ...INNER_MARKS].map((mark) => tokenizer.idOf(mark));
  return new Set(ids.filter((id) => id !== undefined));
}
