import { type FoundCalls, parsed, type WrittenCall, writtenCall } from "./written-call.js";

const MARK = "<|python_tag|>";
/** Fields that an object has that is a call and not an answer which happens to be JSON. */
const FIELDS = new Set(["type", "id", "name", "parameters", "arguments"]);
/** How a call begins, whatever becomes of it. */
const BEGUN =
  /^\{\s*(?:"type"\s*:\s*"function"\s*,\s*)?"name"\s*:\s*"([^"]*)"\s*,\s*"(?:parameters|arguments)"\s*:/;

/** Calls in Llama 3's form behind its mark: `<|python_tag|>{"name": …, "parameters": …}; …`. */
export function markedLlamaCalls(text: string): FoundCalls {
  const at = text.indexOf(MARK);
  const written = text.slice(at + MARK.length).trim();
  const objects = objectsIn(written) ?? [];
  return {
    content: text.slice(0, at).trim(),
    calls: (objects.length > 0 ? objects : [written]).map(writtenCall),
  };
}

/**
 * Calls in Llama 3's form without its mark, where they are all of a text. Only the first has to be of a tool that is
 * offered: what follows a call is one.
 *
 * @returns undefined for a text that is something else
 */
export function bareLlamaCalls(text: string, offered: readonly string[]): readonly WrittenCall[] | undefined {
  const objects = objectsIn(text) ?? [];
  return objects.length > 0 && isCall(objects[0], offered) ? objects.map(writtenCall) : undefined;
}

function isCall(object: string, offered: readonly string[]): boolean {
  const value = parsed(object);
  if (value === undefined) return offered.includes(BEGUN.exec(object)?.[1] ?? "");
  const fields = value as Readonly<Record<string, unknown>>;
  const takes = "parameters" in fields || "arguments" in fields;
  return (
    takes &&
    offered.some((name) => name === fields.name) &&
    Object.keys(fields).every((key) => FIELDS.has(key))
  );
}

/** The objects of JSON that a text consists of, with semicolons between; undefined where there is something else. */
function objectsIn(text: string): readonly string[] | undefined {
  const objects: string[] = [];
  for (let rest = text.trim(); rest !== ""; ) {
    if (!rest.startsWith("{")) return undefined;
    const end = endOfObject(rest);
    objects.push(rest.slice(0, end).trim());
    rest = rest.slice(end).replace(/^\s*;?\s*/, "");
  }
  return objects;
}

/** Where the object ends that a text begins with; the text's end for one that is cut off. */
function endOfObject(text: string): number {
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (found === "{") depth++;
    else if (found === "}" && --depth === 0) return index + 1;
  }
  return text.length;
}
