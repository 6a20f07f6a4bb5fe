/** What JSON can hold, and where it holds something else: a path such as `properties.x`, and what was found there. */
export function notPlain(value: unknown, path = ""): { path: string; found: string } | undefined {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean")
    return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (typeof value !== "object" || !(Array.isArray(value) || isPlainObject(value)))
    return { path, found: foundWords(value) };
  for (const [key, part] of Object.entries(value)) {
    const problem = notPlain(part, path === "" ? key : `${path}.${key}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** An object without a class, whichever realm it is from. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a value is, in a few words. */
export function foundWords(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null && !isPlainObject(value))
    return `an object of the class ${value.constructor?.name || "without a name"}`;
  if (typeof value === "symbol" || typeof value === "bigint" || typeof value === "number")
    return String(value);
  return JSON.stringify(value)?.slice(0, 80) ?? "nothing";
}
