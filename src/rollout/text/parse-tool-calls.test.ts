import { expect, test } from "vitest";
import { parseToolCalls } from "./parse-tool-calls.js";

test("calls are found and taken out of the text", () => {
  const text =
    'Let me see.\n<tool_call>\n{"name": "add", "arguments": {"a": 1}}\n</tool_call>\n<tool_call>{"name":"now"}</tool_call>';
  expect(parseToolCalls(text)).toEqual({
    content: "Let me see.",
    toolCalls: [
      { id: "call-1", name: "add", input: { a: 1 } },
      { id: "call-2", name: "now", input: {} },
    ],
  });
});

test("what is no JSON is kept as it was written", () => {
  expect(parseToolCalls('<tool_call>{"name": "add", "arguments": {</tool_call>').toolCalls).toEqual([
    { id: "call-1", name: "add", input: '{"name": "add", "arguments": {' },
  ]);
  expect(parseToolCalls("<tool_call>[1", "t").toolCalls).toEqual([{ id: "t1", name: "", input: "[1" }]);
  expect(parseToolCalls("<tool_call>null</tool_call>").toolCalls[0]).toMatchObject({
    name: "",
    input: "null",
  });
});

test("a text without calls stays as it is", () => {
  expect(parseToolCalls(" 42 \n")).toEqual({ content: " 42 \n", toolCalls: [] });
});
