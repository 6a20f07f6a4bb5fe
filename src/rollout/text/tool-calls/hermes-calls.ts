import { type FoundCalls, writtenCall } from "./written-call.js";

const CALL = /<tool_call>([\s\S]*?)(?:<\/tool_call>|$)/g;

/** Calls in the form of the Hermes and Qwen chat templates: `<tool_call>{"name": …, "arguments": …}</tool_call>`. */
export function hermesCalls(text: string): FoundCalls {
  const calls = [...text.matchAll(CALL)].map(([, written]) => writtenCall(written.trim()));
  return { content: text.replace(CALL, "").trim(), calls };
}
