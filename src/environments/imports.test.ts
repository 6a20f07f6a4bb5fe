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

test.each([
  { path: "index.ts", packages: ["@cfworker/json-schema"] },
  { path: "../rollout/index.ts", packages: ["@cfworker/json-schema"] },
  // What a page trains, plays and looks into games with.
  { path: "../algorithms/alpha-zero/practise.ts", packages: [] },
  { path: "../algorithms/alpha-zero/in-this-thread.ts", packages: [] },
  { path: "../games/index.ts", packages: [] },
  { path: "../networks/index.ts", packages: [] },
  { path: "../search/index.ts", packages: [] },
  { path: "../policies/index.ts", packages: [] },
  { path: "../league/analyst.ts", packages: [] },
  { path: "../league/match.ts", packages: [] },
  { path: "../league/exhaustive.ts", packages: [] },
  { path: "../league/optimal-moves.ts", packages: [] },
  { path: "../league/scripted-players.ts", packages: [] },
])("$path can be loaded in a browser", ({ path, packages }) => {
  const loaded = [...loadedWith(new URL(path, import.meta.url))];
  const files = loaded.filter((name) => name.startsWith("file:"));
  expect(files.length).toBeGreaterThan(1);
  expect(files.every((file) => existsSync(fileURLToPath(file)))).toBe(true);
  expect(loaded.filter((name) => !name.startsWith("file:"))).toEqual(packages);
});
