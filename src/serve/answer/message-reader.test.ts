import fc from "fast-check";
import { expect, test } from "vitest";
import type { ToolUse } from "../protocol/tools.js";
import { MessageReader } from "./message-reader.js";

const use = (more: Partial<ToolUse> = {}): ToolUse => ({
  tools: { add: { description: "", inputSchema: {} } },
  opening: "",
  parallel: true,
  ...more,
});
const CALL = '<tool_call>\n{"name": "add", "arguments": {"a": 1}}\n</tool_call>';
const CALLED = { name: "add", input: { a: 1 } };

/** Reads a text that comes in parts. */
function read(parts: readonly string[], tools = use()) {
  const reader = new MessageReader(tools, "call_");
  const given = parts.map((part) => reader.push(part)).join("");
  const { content, toolCalls } = reader.end();
  return { content: given + content, calls: toolCalls.map(({ name, input }) => ({ name, input })) };
}

test.each<[string, string, string, object[]]>([
  ["no call", "1 < 2 and <tool", "1 < 2 and <tool", []],
  ["a call", CALL, "", [CALLED]],
  ["content before", ` Hm. \n${CALL}`, " Hm.", [CALLED]],
  ["two calls", `${CALL}\n${CALL}`, "", [CALLED, CALLED]],
  ["content between and after", `A ${CALL} B ${CALL} C`, "A  B  C", [CALLED, CALLED]],
  [
    "one that is cut off",
    'A <tool_call>{"name": "add", "argu',
    "A",
    [{ name: "add", input: '{"name": "add", "argu' }],
  ],
  ["one without a name is content", "A <tool_call>{}</tool_call>", "A <tool_call>{}</tool_call>", []],
  ["space at the end", "A \n", "A \n", []],
  ["Llama's form", ' {"name": "add", "parameters": {"a": 1}}', "", [CALLED]],
  ["JSON that is no call", ' {"name": "Ada"} ', ' {"name": "Ada"} ', []],
  ["JSON behind content", 'A {"name": "add", "parameters": {}}', 'A {"name": "add", "parameters": {}}', []],
  ["Llama's form behind its mark", 'A <|python_tag|>{"name": "add", "parameters": {"a": 1}}', "A", [CALLED]],
  ["Mistral's form", 'A [TOOL_CALLS] [{"name": "add", "arguments": {"a": 1}}]', "A", [CALLED]],
  [
    "Mistral's newer form",
    '[TOOL_CALLS]add[ARGS]{"a": 1}[TOOL_CALLS]add[ARGS]{"a": 1}',
    "",
    [CALLED, CALLED],
  ],
])("%s, however it is cut into parts", (_, text, content, calls) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(text.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      const parts = at.slice(1).map((end, i) => text.slice(at[i], end));
      expect(read(parts)).toEqual({ content, calls });
    }),
  );
});

test("without tools everything is content", () => {
  const reader = new MessageReader(undefined, "call_");
  expect(reader.push(`A ${CALL}`)).toBe(`A ${CALL}`);
  expect(reader.end()).toEqual({ content: "", toolCalls: [] });
});

test("what the answer was made to begin with belongs to its call", () => {
  const opening = '<tool_call>\n{"name": "add", "arguments":';
  expect(read([' {"a": 1}', "}\n</tool_call>"], use({ opening }))).toEqual({ content: "", calls: [CALLED] });
});

test("of a call that was cut off the arguments are what was written of them", () => {
  const opening = '<tool_call>\n{"name": "add", "arguments":';
  const { calls } = read([' {"a": 1'], use({ opening }));
  expect(calls).toMatchObject([{ name: "add", input: '{"a": 1' }]);
});

test("where calls may not be several, the others are left out", () => {
  expect(read([CALL, CALL], use({ parallel: false })).calls).toEqual([CALLED]);
});
