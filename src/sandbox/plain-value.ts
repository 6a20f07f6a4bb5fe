import { OptionError } from "../errors.js";
import { MOST_LEVELS } from "./limits.js";
import type { Json, PlainValue } from "./verdict.js";

/**
 * Writes the arguments of a call as JSON.
 *
 * @param name what an error calls them
 * @throws OptionError when JSON would not say the same as the value does (NaN, undefined, a Date …)
 */
export function encodeArguments(name: string, list: readonly Json[]): string {
  check(name, list, 1);
  return JSON.stringify(list);
}

function check(path: string, value: unknown, level: number): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value !== "object" || !isPlain(value)) throw new OptionError(path, "JSON data", value);
  if (level > MOST_LEVELS) throw new OptionError(path, `data of at most ${MOST_LEVELS} levels`, "more");
  if (Array.isArray(value))
    for (let i = 0; i < value.length; i++) check(`${path}[${i}]`, value[i], level + 1);
  else for (const [key, member] of Object.entries(value)) check(`${path}.${key}`, member, level + 1);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** Reads what the sandbox's own `encode` wrote of a result. */
export function decodeValue(text: string): PlainValue {
  return restore(JSON.parse(text));
}

function restore(value: unknown): PlainValue {
  if (typeof value === "string") return value[0] === "$" ? special(value.slice(1)) : value;
  if (typeof value !== "object" || value === null) return value as PlainValue;
  // In place: every property is there already, so that even one called __proto__ is only written to.
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) members[key] = restore(members[key]);
  return members as PlainValue;
}

function special(text: string): PlainValue {
  if (text[0] === "$") return text;
  if (text[0] === "b") return BigInt(text.slice(1));
  return { u: undefined, n: Number.NaN, "+": Infinity, "-": -Infinity }[text];
}
