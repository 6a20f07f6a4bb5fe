import type { ToolCall } from "../../environments/text/message.js";
import { Random } from "../../random/index.js";
import { CALL_MARKS } from "./tool-calls/call-marks.js";
import { hermesCalls } from "./tool-calls/hermes-calls.js";
import { bareLlamaCalls, markedLlamaCalls } from "./tool-calls/llama-calls.js";
import { mistralCalls } from "./tool-calls/mistral-calls.js";
import type { FoundCalls, WrittenCall } from "./tool-calls/written-call.js";

type Mark = (typeof CALL_MARKS)[number];

const READERS: Readonly<Record<Mark, (text: string) => FoundCalls>> = {
  "<tool_call>": hermesCalls,
  "[TOOL_CALLS]": mistralCalls,
  "<|python_tag|>": markedLlamaCalls,
};

/**
 * Finds the calls of tools in what a model wrote, in the forms of the usual chat templates:
 *
 * - Hermes, Qwen: `<tool_call>{"name": …, "arguments": …}</tool_call>`
 * - Llama 3: `{"name": …, "parameters": …}` and nothing else, or behind `<|python_tag|>`; several with `;` between
 * - Mistral: `[TOOL_CALLS][{"name": …, "arguments": …}, …]`, or `[TOOL_CALLS]name[ARGS]{…}` for each
 *
 * A call that is not valid JSON keeps its text as input, so that the tool's schema refuses it and the model is told.
 *
 * @param prefix what the calls' ids begin with; those of Mistral's form have nine letters and digits, as its templates demand
 * @param offered names of tools; a call without a mark is one of these, anything else is text that happens to be JSON
 * @returns the text without the calls, and the calls in order
 */
export function parseToolCalls(
  text: string,
  prefix = "call-",
  offered: readonly string[] = [],
): { readonly content: string; readonly toolCalls: readonly ToolCall[] } {
  const bare = bareLlamaCalls(text, offered);
  const mark = bare ? undefined : firstMark(text);
  const { content, calls } = bare ? { content: "", calls: bare } : mark ? READERS[mark](text) : NONE;
  if (calls.length === 0) return { content: text, toolCalls: [] };
  const idOf = mark === "[TOOL_CALLS]" ? mistralId : (_: WrittenCall, i: number) => `${prefix}${i + 1}`;
  const toolCalls = calls.map((call, i) => ({
    id: idOf(call, i, prefix, calls),
    name: call.name,
    input: call.input,
  }));
  return { content, toolCalls };
}

const NONE: FoundCalls = { content: "", calls: [] };

function firstMark(text: string): Mark | undefined {
  const found = CALL_MARKS.filter((mark) => text.includes(mark));
  return found.sort((a, b) => text.indexOf(a) - text.indexOf(b))[0];
}

const MISTRAL_ID = /^[A-Za-z0-9]{9}$/;

/** The model's own where it is of the form that the template demands, since the model has seen it; else one that is. */
function mistralId({ id }: WrittenCall, i: number, prefix: string, calls: readonly WrittenCall[]): string {
  const isFirst = calls.findIndex((call) => call.id === id) === i;
  if (id !== undefined && MISTRAL_ID.test(id) && isFirst) return id;
  const random = new Random(0, "tool-call", prefix, i);
  return Array.from({ length: 9 }, () => (random.uint32() % 36).toString(36)).join("");
}
