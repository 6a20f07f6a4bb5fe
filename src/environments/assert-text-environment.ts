import { EnvironmentError } from "../errors.js";
import { type Misspelt, misspeltMembers, rememberedOf } from "./misspelt.js";
import { checkToolSchemas, settleToolSchemas } from "./text/settle-tools.js";
import type { TextEnvironment } from "./text/text-environment.js";

type Member = readonly [expected: string, fits: (value: unknown) => boolean];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isFunction = (value: unknown) => typeof value === "function";

const NEEDED: Readonly<Record<string, Member>> = {
  name: [
    "lower-case text with hyphens",
    (value) => typeof value === "string" && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value),
  ],
  size: ["a function", isFunction],
  example: ["a function", isFunction],
  begin: ["a function", isFunction],
};

const OPTIONAL: Readonly<Record<string, Member>> = {
  options: [
    "numbers, texts and flags by name",
    (value) =>
      isObject(value) &&
      Object.values(value).every((option) => ["number", "string", "boolean"].includes(typeof option)),
  ],
  players: ["a positive whole number", (value) => Number.isInteger(value) && (value as number) > 0],
  keepsTime: ["true or false", (value) => typeof value === "boolean"],
  demonstrate: ["a function", isFunction],
};

const TOOL: Readonly<Record<string, Member>> = {
  description: ["text", (value) => typeof value === "string"],
  inputSchema: ["a JSON Schema", (value) => value !== undefined],
  execute: ["a function", isFunction],
};

/** Whether a value has the methods that make a text environment; {@link assertTextEnvironment} looks closer. */
export function isTextEnvironment(value: unknown): value is TextEnvironment {
  return isObject(value) && isFunction(value.begin) && isFunction(value.example);
}

/**
 * Checks that a value has the members of a {@link TextEnvironment}. Whether they do what they should is what
 * `checkTextEnvironment` looks at.
 *
 * @param origin where the value came from, for the message
 * @throws EnvironmentError `ENVIRONMENT_INVALID` naming the first member that is missing or wrong, `TOOL_SCHEMA` for
 *   the `inputSchema` of a tool that is none
 */
export function assertTextEnvironment(origin: string, value: unknown): TextEnvironment {
  if (!isObject(value)) fail(origin, `expected a text environment, found ${show(value)}`);
  assertMembers(origin, "the text environment", value, NEEDED);
  const given = Object.entries(OPTIONAL).filter(([name]) => value[name] !== undefined);
  assertMembers(origin, "the text environment", value, Object.fromEntries(given));
  const { tools = {} } = value;
  if (!isObject(tools))
    fail(origin, `the text environment's \`tools\`: expected tools by name, found ${show(tools)}`);
  for (const [name, tool] of Object.entries(tools)) {
    if (!isObject(tool)) fail(origin, `the tool \`${name}\`: expected an object, found ${show(tool)}`);
    assertMembers(origin, `the tool \`${name}\``, tool, TOOL);
  }
  const environment = value as unknown as TextEnvironment;
  checkToolSchemas(origin, environment);
  return environment;
}

/**
 * The same, the schemas of tools awaited where they are promises, so that prompts can be written with them.
 *
 * @throws EnvironmentError `TOOL_SCHEMA` as well
 */
export async function settledTextEnvironment(origin: string, value: unknown): Promise<TextEnvironment> {
  const environment = assertTextEnvironment(origin, value);
  await settleToolSchemas(origin, environment);
  return environment;
}

/** What is likely misspelt of an environment and of the task that it is made from. */
export function misspeltOf(environment: TextEnvironment): readonly Misspelt[] {
  const known = [...Object.keys(NEEDED), ...Object.keys(OPTIONAL), "tools"];
  return [...rememberedOf(environment), ...misspeltMembers(environment, known)];
}

function assertMembers(
  origin: string,
  owner: string,
  value: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, Member>>,
): void {
  for (const [member, [expected, fits]] of Object.entries(members)) {
    if (!(member in value)) fail(origin, `${owner} has no \`${member}\`: expected ${expected}`);
    if (!fits(value[member]))
      fail(origin, `${owner}'s \`${member}\`: expected ${expected}, found ${show(value[member])}`);
  }
}

function fail(origin: string, problem: string): never {
  throw new EnvironmentError("ENVIRONMENT_INVALID", `${origin}: ${problem}`);
}

function show(value: unknown): string {
  if (isFunction(value)) return "a function";
  return JSON.stringify(value)?.slice(0, 80) ?? "nothing";
}
