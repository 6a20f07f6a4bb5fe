import { describe, expect, test } from "vitest";
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

/** Names and inputs, and what is left of the text. */
function found(text: string, offered: readonly string[] = ["add", "now"]) {
  const { content, toolCalls } = parseToolCalls(text, "call-", offered);
  return { content, calls: toolCalls.map(({ name, input }) => ({ name, input })) };
}
const ADD = { name: "add", input: { a: 1 } };
const NOW = { name: "now", input: {} };

describe("Llama 3's form", () => {
  const add = '{"name": "add", "parameters": {"a": 1}}';
  const now = '{"type": "function", "name": "now", "parameters": {}}';

  test("is a call where it is all of the answer, several with semicolons between", () => {
    expect(found(` ${add}\n`)).toEqual({ content: "", calls: [ADD] });
    expect(found(`${add}; ${now};`)).toEqual({ content: "", calls: [ADD, NOW] });
    const tricky = { a: '"};{' };
    const text = JSON.stringify({ name: "add", parameters: tricky });
    expect(found(`${text};${add}`).calls).toEqual([{ name: "add", input: tricky }, ADD]);
  });

  test("is a call behind its mark, of whatever tool", () => {
    expect(found(`Hm. <|python_tag|>${add}; ${now}`)).toEqual({ content: "Hm.", calls: [ADD, NOW] });
    expect(found(`<|python_tag|>${add}`, [])).toEqual({ content: "", calls: [ADD] });
    expect(found("<|python_tag|>search.call()").calls).toEqual([{ name: "", input: "search.call()" }]);
  });

  test.each([
    '{"name": "Ada", "parameters": {}}',
    '{"name": "add"}',
    '{"name": "add", "parameters": {}, "age": 3}',
    `${add} is what I would call`,
    `I would call ${add}`,
    `[${add}]`,
    '{"add": 1}',
    '{"name": "add',
    "{",
    "",
  ])("is text otherwise: %s", (text) => {
    expect(found(text)).toEqual({ content: text, calls: [] });
  });

  test("that is no JSON is kept as it was written", () => {
    const begun = '{"name": "add", "parameters": {"a":';
    expect(found(begun)).toEqual({ content: "", calls: [{ name: "add", input: begun }] });
    expect(found(`${add}; ${begun}`).calls).toEqual([ADD, { name: "add", input: begun }]);
    expect(found(`<|python_tag|>${begun}`).calls).toEqual([{ name: "add", input: begun }]);
  });
});

describe("Mistral's form", () => {
  const list = '[{"name": "add", "arguments": {"a": 1}}, {"name": "now", "arguments": {}}]';

  test.each([
    ["a list", `[TOOL_CALLS]${list}`],
    ["a list behind a space", `[TOOL_CALLS] ${list}`],
    ["names and arguments", '[TOOL_CALLS]add[ARGS]{"a": 1}[TOOL_CALLS]now[ARGS]{}'],
    ["names with ids", '[TOOL_CALLS]add[CALL_ID]abc[ARGS]{"a": 1}[TOOL_CALLS]now[CALL_ID]abd[ARGS]{}'],
    ["names without the mark of arguments", '[TOOL_CALLS]add{"a": 1}[TOOL_CALLS]now{}'],
  ])("%s", (_, text) => {
    expect(found(text)).toEqual({ content: "", calls: [ADD, NOW] });
    expect(found(`Hm.\n${text}`)).toEqual({ content: "Hm.", calls: [ADD, NOW] });
  });

  test("that is no JSON is kept as it was written", () => {
    const cut = '[{"name": "add", "arguments": {"a"';
    expect(found(`[TOOL_CALLS]${cut}`).calls).toEqual([{ name: "add", input: cut }]);
    expect(found('[TOOL_CALLS]add[ARGS]{"a"').calls).toEqual([{ name: "add", input: '{"a"' }]);
    expect(found("[TOOL_CALLS][1]").calls).toEqual([{ name: "", input: "1" }]);
  });

  test("has ids of nine letters and digits, the model's own where they are such, no two the same", () => {
    const ids = (text: string, prefix: string) => parseToolCalls(text, prefix).toolCalls.map(({ id }) => id);
    const made = [...ids(`[TOOL_CALLS]${list}`, "call-0-"), ...ids(`[TOOL_CALLS]${list}`, "call-1-")];
    for (const id of made) expect(id).toMatch(/^[a-z0-9]{9}$/);
    expect(new Set(made).size).toBe(4);
    expect(ids(`[TOOL_CALLS]${list}`, "call-0-")).toEqual(made.slice(0, 2));
    const own = '{"name": "add", "arguments": {}, "id": "Ab3dE6gh9"}';
    const [first, second] = ids(`[TOOL_CALLS][${own}, ${own}]`, "call-");
    expect(first).toBe("Ab3dE6gh9");
    expect(second).not.toBe(first);
  });
});
