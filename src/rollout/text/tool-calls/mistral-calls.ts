import { callOf, type FoundCalls, parsed, type WrittenCall, writtenCall } from "./written-call.js";

/** `add[ARGS]{"a": 1}`, with an id between the two in some versions; decoding may have left out the mark. */
const NAMED = /^([\w.-]+)\s*(?:\[CALL_ID\]\s*([\w-]+)\s*)?(?:\[ARGS\]|(?=\{))([\s\S]*)$/;

/** Calls in Mistral's forms: `[TOOL_CALLS][{"name": …, "arguments": …}, …]`, or `[TOOL_CALLS]name[ARGS]{…}` for each. */
export function mistralCalls(text: string): FoundCalls {
  const [content, ...sections] = text.split("[TOOL_CALLS]");
  return { content: content.trim(), calls: sections.flatMap((section) => callsIn(section.trim())) };
}

function callsIn(section: string): readonly WrittenCall[] {
  const [, name, id, input = ""] = NAMED.exec(section) ?? [];
  if (name !== undefined) {
    const written = input.trim();
    return [{ name, input: parsed(written) ?? written, ...(id !== undefined && { id }) }];
  }
  const value = parsed(section);
  if (!Array.isArray(value)) return [writtenCall(section)];
  return value.map((item: unknown) => callOf(item) ?? writtenCall(JSON.stringify(item)));
}
