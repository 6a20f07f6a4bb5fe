import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const IMPORT = /^(?:import|export)\s(?!type\b)[^;]*?\bfrom "([^"]+)"/gms;

/** Every module that is loaded with a file of this repository, packages by their names; types load nothing. */
function loadedWith(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  for (const [, name] of readFileSync(file, "utf8").matchAll(IMPORT)) {
    if (name.startsWith(".")) loadedWith(new URL(name.replace(/\.js$/, ".ts"), file), seen);
    else seen.add(name);
  }
  return seen;
}

test.each(["index.ts", "../rollout/index.ts"])("%s can be loaded in a browser", (path) => {
  const loaded = [...loadedWith(new URL(path, import.meta.url))];
  const files = loaded.filter((name) => name.startsWith("file:"));
  expect(files.length).toBeGreaterThan(12);
  expect(files.every((file) => existsSync(fileURLToPath(file)))).toBe(true);
  expect(loaded.filter((name) => !name.startsWith("file:"))).toEqual(["@cfworker/json-schema"]);
});
