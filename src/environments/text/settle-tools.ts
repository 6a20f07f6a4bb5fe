import { EnvironmentError } from "../../errors.js";
import { schemaProblem } from "./check-input.js";
import type { TextEnvironment } from "./text-environment.js";
import { isPending, settledSchema, type ToolSchema, toolSchema } from "./tool-schema.js";

type Equipped = Pick<TextEnvironment, "name" | "tools">;

/**
 * Makes sure that the schemas of an environment's tools can be used, but for those that are promises.
 *
 * @param origin where the environment came from, for the message
 * @throws EnvironmentError `TOOL_SCHEMA` naming the environment, the tool, what was expected and what was found
 */
export function checkToolSchemas(origin: string, { name, tools = {} }: Equipped): void {
  for (const [tool, { inputSchema }] of Object.entries(tools)) {
    try {
      if (!isPending(inputSchema)) assertUsable(toolSchema(inputSchema));
    } catch (error) {
      throw withPlace(error, origin, name, tool);
    }
  }
}

/** The same for those that are promises, which are awaited. */
export async function settleToolSchemas(origin: string, { name, tools = {} }: Equipped): Promise<void> {
  for (const [tool, { inputSchema }] of Object.entries(tools)) {
    if (!isPending(inputSchema)) continue;
    try {
      assertUsable(await settledSchema(inputSchema));
    } catch (error) {
      throw withPlace(error, origin, name, tool);
    }
  }
}

function assertUsable(schema: ToolSchema): void {
  const problem = schemaProblem(schema);
  if (problem !== undefined)
    throw new EnvironmentError("TOOL_SCHEMA", `expected a JSON Schema, found one that fails: ${problem}`);
}

function withPlace(cause: unknown, origin: string, environment: string, tool: string): EnvironmentError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const place = `${origin}: the text environment "${environment}", tool \`${tool}\`, \`inputSchema\``;
  return new EnvironmentError("TOOL_SCHEMA", `${place}: ${reason}`, { cause });
}
