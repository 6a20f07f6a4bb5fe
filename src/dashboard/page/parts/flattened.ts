/** The leaves of plain data by their paths: `{ a: { b: 1 } }` is `a.b` → `1`. Lists are one leaf. */
export function flattened(data: unknown, path = "", into = new Map<string, string>()): Map<string, string> {
  if (typeof data === "object" && data !== null && !Array.isArray(data)) {
    for (const [name, value] of Object.entries(data)) flattened(value, path ? `${path}.${name}` : name, into);
  } else if (data !== undefined && path !== "")
    into.set(path, typeof data === "string" ? data : JSON.stringify(data));
  return into;
}
