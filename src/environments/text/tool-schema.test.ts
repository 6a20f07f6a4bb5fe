import { describe, expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";
import * as z3 from "zod/v3";
import { EnvironmentError } from "../../errors.js";
import type { InputSchema, JsonSchema } from "./input-schema.js";
import { type Tool, type ToolSet, tool } from "./tool.js";
import { settledSchema, toolSchema } from "./tool-schema.js";

const shape = z.object({ x: z.number().describe("to be squared") });
const json = {
  type: "object",
  properties: { x: { description: "to be squared", type: "number" } },
  required: ["x"],
};

/** What the AI SDK's `jsonSchema()` makes. */
const wrapped = (jsonSchema: object) => ({ [Symbol.for("schema")]: true, _type: undefined, jsonSchema });

describe("what a schema says", () => {
  const forms: readonly (readonly [string, InputSchema])[] = [
    ["a plain JSON Schema", json],
    ["a schema of zod", shape],
    ["the AI SDK's wrapper", wrapped({ $schema: "http://json-schema.org/draft-07/schema#", ...json })],
  ];
  test.each(forms)("of %s", (_, schema) => expect(toolSchema(schema).json).toEqual(json));

  test("of a wrapper with a promise, once it is awaited", async () => {
    const schema = wrapped(Promise.resolve(json));
    expect(() => toolSchema(schema)).toThrow("found a promise of one, not awaited yet");
    expect((await settledSchema(schema)).json).toEqual(json);
    expect(toolSchema(schema).json).toEqual(json);
  });

  test("of a library that writes draft 7 only", () => {
    const input = ({ target }: { readonly target: string }) => {
      if (target !== "draft-07") throw new Error(`no ${target}`);
      return { $schema: "http://json-schema.org/draft-07/schema#", ...json };
    };
    expect(toolSchema({ "~standard": { jsonSchema: { input } } })).toEqual({ json, draft: "7" });
  });

  test("of what z.toJSONSchema makes is what it shows, checked by the schema itself", async () => {
    const schema = z.object({ day: z.date() });
    const shown = z.toJSONSchema(schema, { unrepresentable: "any" });
    const { json, validate } = toolSchema(shown);
    expect(json).toMatchObject({ properties: { day: {} }, required: ["day"] });
    expect(await validate?.({ day: 3 })).toMatchObject({ issues: [{ path: ["day"] }] });
  });
});

test.each<readonly [string, unknown, string]>([
  ["zod 3", z3.object({ x: z3.number() }), "a schema of zod that cannot write itself as JSON Schema"],
  ["zod mini", mini.object({ x: mini.number() }), "a schema of zod that cannot write itself as JSON Schema"],
  [
    "what JSON has not",
    z.object({ day: z.date() }),
    "one that cannot be written as JSON Schema: Date cannot be represented in JSON Schema",
  ],
  ["a function inside", { ...json, properties: { x: { parse() {} } } }, "a function at properties.x.parse"],
  ["a class", new Map(), "an object of the class Map"],
  ["a text", "number", '"number"'],
  ["nothing", undefined, "nothing"],
])("%s is refused", (_, schema, found) => {
  const read = () => toolSchema(schema as JsonSchema);
  expect(read).toThrow(EnvironmentError);
  expect(read).toThrow(/^expected a JSON Schema as plain data.*z\.toJSONSchema\(schema\)/);
  expect(read).toThrow(`found ${found}`);
});

test("what execute takes has the type of the schema", () => {
  const square = tool({ description: "", inputSchema: shape, execute: ({ x }) => String(x ** 2) });
  const given: Tool<{ x: number }> = square;
  const tools: ToolSet = { square, double: { ...given, inputSchema: wrapped(json) } };
  expect(Object.keys(tools)).toEqual(["square", "double"]);
});
