import { Validator } from "@cfworker/json-schema";
import { nearest } from "../../suggest.js";
import type { ToolCall } from "./message.js";
import type { JsonSchema, Tool, ToolSet } from "./tool.js";

/** What a model is told after it called a tool. */
export interface ToolResult {
  /** The tool's result, or what went wrong. */
  readonly content: string;
  readonly failed: boolean;
}

const validators = new WeakMap<JsonSchema, Validator>();

/**
 * Runs the tool that a model asked for. Whatever the model did wrong (a tool that does not exist, an input that does
 * not fit its schema) and whatever the tool throws comes back as a result that says so; nothing is thrown.
 */
export async function runTool(
  tools: ToolSet,
  { name, input }: ToolCall,
  options: { readonly signal: AbortSignal },
): Promise<ToolResult> {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (tool === undefined) return failure(unknownTool(tools, name));
  try {
    const problem = inputProblem(tool, input);
    if (problem !== undefined) return failure(`${name}: ${problem}`);
    return { content: String(await tool.execute(input, options)), failed: false };
  } catch (cause) {
    return failure(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/**
 * What is wrong with an input by the tool's schema, or undefined when nothing is.
 *
 * @throws Error when the schema itself cannot be used
 */
function inputProblem({ inputSchema }: Tool, input: unknown): string | undefined {
  let validator = validators.get(inputSchema);
  if (validator === undefined) {
    validator = new Validator(inputSchema, "2020-12");
    validators.set(inputSchema, validator);
  }
  const { valid, errors } = validator.validate(input ?? null);
  if (valid) return undefined;
  // The innermost place comes last; that a forbidden property fails `false` says less than that it is forbidden.
  const { instanceLocation, error } = errors.findLast(({ keyword }) => keyword !== "false")!;
  const place = instanceLocation.replace(/^#\/?/, "").replaceAll("/", ".");
  return `wrong input${place === "" ? "" : ` at ${place}`}: ${error}`;
}

function failure(problem: string): ToolResult {
  return { content: `Error: ${problem}`, failed: true };
}

function unknownTool(tools: ToolSet, name: string): string {
  const names = Object.keys(tools);
  if (names.length === 0) return `there are no tools, so ${JSON.stringify(name)} cannot be called`;
  const hint = nearest(name, names);
  const meant = hint === undefined ? "." : `; did you mean ${JSON.stringify(hint)}?`;
  return `there is no tool ${JSON.stringify(name)}${meant} Tools: ${names.join(", ")}`;
}
