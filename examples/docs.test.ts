import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(new URL(path, new URL("..", import.meta.url)), "utf8");

/** The fenced blocks of a page in a language, and the block without one that follows: what it prints. */
function blocks(page: string, language: string): { code: string; printed: string | undefined }[] {
  const fence = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$(?:\n\n\`\`\`\n([^]*?)^\`\`\`$)?`, "gm");
  return [...read(page).matchAll(fence)].map(([, code, printed]) => ({ code, printed }));
}

describe.each(["docs/games.md", "docs/search.md"])("the programs of %s", (page) => {
  // What asks for a trained run cannot be tried here.
  const programs = blocks(page, "js").filter(({ code }) => !code.includes("loadPlayer"));

  test.each(programs)("run, and print what stands there (%#)", async ({ code, printed }) => {
    const args = ["--input-type=module", "--eval", code];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
    expect(stderr).toBe("");
    if (printed !== undefined) expect(stdout).toBe(printed);
    else expect(stdout).not.toBe("");
  });
});

test("docs/games.md shows examples/nim.ts as it is", () => {
  const nim = read("examples/nim.ts");
  const excerpts = blocks("docs/games.md", "ts").filter(({ code }) => !/vitest|noSymmetries/.test(code));
  expect(excerpts.length).toBeGreaterThan(8);
  for (const { code } of excerpts) {
    for (const part of code.split(/\n\n/)) expect(nim).toContain(part.trim());
  }
});
