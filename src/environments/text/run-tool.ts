import { nearest } from "../../suggest.js";
import { checkInput } from "./check-input.js";
import type { ToolCall } from "./message.js";
import type { ToolSet } from "./tool.js";
import { settledSchema } from "./tool-schema.js";

/** What a model is told after it called a tool. */
export interface ToolResult {
  /** The tool's result, or what went wrong. */
  readonly content: string;
  readonly failed: boolean;
}

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
    const checked = await checkInput(await settledSchema(tool.inputSchema), input);
    if ("problem" in checked) return failure(`${name}: ${checked.problem}`);
    return { content: String(await tool.execute(checked.value, options)), failed: false };
  } catch (cause) {
    return failure(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
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
