import type { InputSchema } from "./input-schema.js";

/**
 * Something a model may ask for while it answers, declared as in the AI SDK: what it does, what it takes, and the
 * function that does it.
 *
 * @example
 * const add: Tool<{ a: number; b: number }> = {
 *   description: "Adds two numbers.",
 *   inputSchema: { type: "object", properties: { a: { type: "number" }, b: { type: "number" } }, required: ["a", "b"] },
 *   execute: ({ a, b }) => String(a + b),
 * };
 */
export interface Tool<Input = unknown> {
  readonly description: string;
  /** A JSON Schema, what the AI SDK's `jsonSchema()` or `zodSchema()` returns, or a Standard JSON Schema, such as zod's. */
  readonly inputSchema: InputSchema<Input>;
  /** @returns what the model is told; an error that is thrown is told to it as well, and counted */
  execute(input: Input, options: { readonly signal: AbortSignal }): string | Promise<string>;
}

/** What a model is told of a tool. */
export type ToolDeclaration = Pick<Tool, "description" | "inputSchema">;

/** Tools by name. */
export type ToolSet = Readonly<Record<string, Tool>>;

/**
 * The tool as it was given; what `execute` takes has the type that a schema with types says.
 *
 * @example
 * const inputSchema = z.object({ a: z.number(), b: z.number() });
 * const add = tool({ description: "Adds two numbers.", inputSchema, execute: ({ a, b }) => String(a + b) });
 */
export function tool<Input>(declared: Tool<Input>): Tool<Input> {
  return declared;
}
