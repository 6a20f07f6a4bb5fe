import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { InputSchema } from "./input-schema.js";
import { runTool } from "./run-tool.js";
import type { Tool, ToolSet } from "./tool.js";

const { signal } = new AbortController();

const repeat: Tool<{ readonly text: string; readonly times: number }> = {
  description: "Repeats a text.",
  inputSchema: {
    type: "object",
    properties: { text: { type: "string" }, times: { type: "integer", minimum: 1 } },
    required: ["text", "times"],
    additionalProperties: false,
  },
  execute({ text, times }) {
    if (times > 3) throw new RangeError("too often");
    return text.repeat(times);
  },
};
const tools = { repeat: repeat as Tool } satisfies ToolSet;
const call = (name: string, input: unknown) => runTool(tools, { id: "1", name, input }, { signal });

describe("a call of a tool", () => {
  test("gives its result", async () => {
    expect(await call("repeat", { text: "ab", times: 2 })).toEqual({ content: "abab", failed: false });
  });

  test.each([
    ["repeat", { text: 1, times: 2 }, 'repeat: wrong input at text: Instance type "number" is invalid'],
    ["repeat", { text: "a", times: 0 }, "repeat: wrong input at times: 0 is less than 1"],
    ["repeat", { text: "a" }, 'repeat: wrong input: Instance does not have required property "times"'],
    ["repeat", { text: "a", times: 1, more: 1 }, 'Property "more" does not match additional properties'],
    ["repeat", "ab", 'repeat: wrong input: Instance type "string" is invalid. Expected "object"'],
    ["repeat", undefined, 'repeat: wrong input: Instance type "null" is invalid'],
    ["repeat", { text: "a", times: 4 }, "repeat: too often"],
    ["repaet", {}, 'there is no tool "repaet"; did you mean "repeat"? Tools: repeat'],
    ["constructor", {}, 'there is no tool "constructor". Tools: repeat'],
  ])("%s with %j says what is wrong", async (name, input, problem) => {
    const { content, failed } = await call(name, input);
    expect(failed).toBe(true);
    expect(content).toContain(`Error: `);
    expect(content).toContain(problem);
  });

  test("where there are no tools says so", async () => {
    const { content } = await runTool({}, { id: "1", name: "x", input: {} }, { signal });
    expect(content).toBe('Error: there are no tools, so "x" cannot be called');
  });
});

describe("a schema with a check of its own", () => {
  const standard = z.object({ text: z.string().trim(), times: z.coerce.number().int().max(3).default(2) });
  const wrapped = {
    jsonSchema: Promise.resolve(z.toJSONSchema(standard)),
    async validate(value: unknown) {
      const { success, data, error } = await standard.safeParseAsync(value);
      return success ? ({ success, value: data } as const) : ({ success, error } as const);
    },
  };
  const run = (inputSchema: InputSchema, input: unknown) =>
    runTool(
      { show: { description: "", inputSchema, execute: (given) => JSON.stringify(given) } },
      { id: "1", name: "show", input },
      { signal },
    );

  test.each([
    ["standard", standard],
    ["wrapped", wrapped],
  ])("of the form %s says what is wrong, and what execute is given", async (_, schema) => {
    expect(await run(schema, { text: " a " })).toEqual({ content: '{"text":"a","times":2}', failed: false });
    expect((await run(schema, { text: "a", times: "3" })).content).toBe('{"text":"a","times":3}');
    expect(await run(schema, { text: 1, times: 9 })).toEqual({
      content:
        "Error: show: wrong input at text: Invalid input: expected string, received number; " +
        "wrong input at times: Too big: expected number to be <=3",
      failed: true,
    });
  });

  test("tells of an error that has no issues, and of one that is thrown", async () => {
    const jsonSchema = { type: "object" };
    const refuses = {
      jsonSchema,
      validate: () => ({ success: false, error: new Error("not today") }) as const,
    };
    expect((await run(refuses, {})).content).toBe("Error: show: wrong input: not today");
    const throws = {
      jsonSchema,
      validate() {
        throw new Error("broken");
      },
    };
    expect((await run(throws, {})).content).toBe("Error: show: broken");
  });
});
