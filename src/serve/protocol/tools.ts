import type { ToolDeclaration } from "../../environments/text/tool.js";
import type { Fields } from "./fields.js";
import { isObject } from "./fields.js";

/** How tools are used in an answer. */
export interface ToolUse {
  readonly tools: Readonly<Record<string, ToolDeclaration>>;
  /**
   * What the answer is made to begin with, so that it is a call; empty where the model is free. It is part of the prompt
   * and of the text that calls are found in.
   */
  readonly opening: string;
  /** Whether an answer may have several calls. */
  readonly parallel: boolean;
}

const NAME = /^[\w-]{1,64}$/;

/**
 * Reads `tools`, `tool_choice` and `parallel_tool_calls`.
 * @returns undefined where the answer is to have no calls
 * @throws ApiError naming the field
 */
export function toolUse(fields: Fields): ToolUse | undefined {
  const declared = fields.objects("tools").map((tool) => declaration(tool));
  fields.only("functions", () => false, "this older form is not supported, use tools");
  fields.only("function_call", () => false, "this older form is not supported, use tool_choice");
  const names = declared.map(([name]) => name);
  const twice = names.findIndex((name, i) => names.indexOf(name) < i);
  if (twice >= 0)
    throw fields.wrong(`tools[${twice}].function.name`, "a name that is not taken", names[twice]);
  const parallel = fields.boolean("parallel_tool_calls", true);
  const opening = openingOf(fields, names);
  if (names.length === 0 || opening === undefined) return undefined;
  return { tools: Object.fromEntries(declared), opening, parallel };
}

function declaration(tool: Fields): readonly [string, ToolDeclaration] {
  tool.choice("type", ["function"]);
  const described = tool.object("function");
  if (described === undefined) throw tool.missing("function", "an object");
  const name = described.text("name");
  if (!NAME.test(name)) throw described.wrong("name", "up to 64 letters, digits, _ and -");
  const isFalse = (value: unknown) => value === false;
  described.only("strict", isFalse, "arguments cannot be held to a schema while they are written");
  const parameters = described.value("parameters") ?? { type: "object", properties: {} };
  if (!isObject(parameters)) throw described.wrong("parameters", "an object");
  const description = described.optionalText("description") ?? "";
  return [name, { description, inputSchema: parameters }];
}

/** What the choice makes the answer begin with; undefined where it forbids calls. */
function openingOf(fields: Fields, names: readonly string[]): string | undefined {
  const choice = fields.value("tool_choice") ?? "auto";
  if (choice === "none") return undefined;
  if (choice === "auto") return "";
  const expected = `"none", "auto", "required" or {"type": "function", "function": {"name": …}}`;
  if (choice !== "required" && !isObject(choice)) throw fields.wrong("tool_choice", expected);
  if (names.length === 0) throw fields.wrong("tool_choice", "nothing, as there are no tools");
  if (choice === "required") return names.length === 1 ? callOf(names[0]) : '<tool_call>\n{"name":';
  const chosen = fields.object("tool_choice")!;
  chosen.choice("type", ["function"]);
  const described = chosen.object("function");
  if (described === undefined) throw chosen.missing("function", "an object");
  return callOf(described.choice("name", names));
}

const callOf = (name: string) => `<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments":`;
