/** A JSON Schema (draft 2020-12), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

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
  readonly inputSchema: JsonSchema;
  /** @returns what the model is told; an error that is thrown is told to it as well, and counted */
  execute(input: Input, options: { readonly signal: AbortSignal }): string | Promise<string>;
}

/** What a model is told of a tool. */
export type ToolDeclaration = Pick<Tool, "description" | "inputSchema">;

/** Tools by name. */
export type ToolSet = Readonly<Record<string, Tool>>;
