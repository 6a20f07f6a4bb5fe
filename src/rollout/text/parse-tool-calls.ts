import type { ToolCall } from "../../environments/text/message.js";

const CALL = /<tool_call>([\s\S]*?)(?:<\/tool_call>|$)/g;

/**
 * Finds the calls of tools in what a model wrote in the form of the Hermes and Qwen chat templates:
 * `<tool_call>{"name": …, "arguments": …}</tool_call>`. A call that is not valid JSON keeps its text as input, so that
 * the tool's schema refuses it and the model is told.
 *
 * @param prefix what the calls' ids begin with
 * @returns the text without the calls, and the calls in order
 */
export function parseToolCalls(
  text: string,
  prefix = "call-",
): { readonly content: string; readonly toolCalls: readonly ToolCall[] } {
  const toolCalls = [...text.matchAll(CALL)].map(([, written], i) => ({
    id: `${prefix}${i + 1}`,
    ...readCall(written.trim()),
  }));
  return { content: toolCalls.length === 0 ? text : text.replace(CALL, "").trim(), toolCalls };
}

function readCall(written: string): Pick<ToolCall, "name" | "input"> {
  try {
    const { name, arguments: input } = JSON.parse(written) as { name?: unknown; arguments?: unknown };
    if (typeof name === "string") return { name, input: input ?? {} };
  } catch {
    // Told to the model by the tool, or by its absence.
  }
  return { name: /"name"\s*:\s*"([^"]*)"/.exec(written)?.[1] ?? "", input: written };
}
