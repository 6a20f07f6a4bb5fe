import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(new URL(path, new URL("..", import.meta.url)), "utf8");

/** The fenced blocks of a page in a language, and the block without one that follows: what it prints. */
function blocks(page: string, language: string): { code: string; printed: string | undefined }[] {
  const fence = new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$(?:\n\n\`\`\`\n([^]*?)^\`\`\`$)?`, "gm");
  return [...read(page).matchAll(fence)].map(([, code, printed]) => ({ code, printed }));
}

/** Runs a program in the package's root. @returns what it prints */
async function printedBy(code: string): Promise<string> {
  const args = ["--input-type=module", "--eval", code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
  expect(stderr).toBe("");
  return stdout;
}

describe.each(["docs/games.md", "docs/search.md", "docs/text-environments.md"])(
  "the programs of %s",
  (page) => {
    // What asks for a trained run cannot be tried here.
    const programs = blocks(page, "js").filter(({ code }) => !code.includes("loadPlayer"));

    test.each(programs)("run, and print what stands there (%#)", async ({ code, printed }) => {
      const found = await printedBy(code);
      if (printed !== undefined) expect(found).toBe(printed);
      else expect(found).not.toBe("");
    });
  },
);

/** The TypeScript of a page; a block that imports nothing goes on with the one before. */
function programsOf(page: string): string[] {
  const programs: string[] = [];
  for (const { code } of blocks(page, "ts")) {
    const begun = /^import /m.test(code) ? "" : (programs.pop() ?? "");
    programs.push(begun + code);
  }
  return programs;
}

test("docs/language.md drives an engine as it says", async () => {
  const program = programsOf("docs/language.md").find((code) => code.includes("openCheckpoint")) ?? "";
  expect(program).toContain("forwardBackward");
  const checkpoint = JSON.stringify(join(root, "fixtures/language/qwen3"));
  const code = program.replace('"path/to/folder"', checkpoint);
  expect(await printedBy(`${code}\nconsole.log("done");`)).toBe("done\n");
}, 120_000);

test("the programs that take too long to be run have the types that the package has", () => {
  const pages = [
    "README.md",
    ...["algorithms", "dashboard", "language", "runs"].map((name) => `docs/${name}.md`),
  ];
  const programs = [...pages, "docs/text-environments.md"].flatMap((page) =>
    programsOf(page).map((code, i) => [`${page.replaceAll("/", "-")}-${i}.ts`, code] as const),
  );
  expect(programs.length).toBeGreaterThan(pages.length);
  const wrong = ["wrong.ts", 'import { train } from "selfplay";\ntrain({ minuts: 1 });'] as const;
  expect(typeErrors(new Map([...programs, wrong]))).toEqual([expect.stringMatching(/wrong\.ts: .*minuts/)]);
}, 120_000);

/** What TypeScript says of files by name, as if they lay in this folder. */
function typeErrors(files: ReadonlyMap<string, string>): string[] {
  const at = (name: string) => join(root, "examples", name);
  const texts = new Map([...files].map(([name, text]) => [at(name), text]));
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, noUnusedLocals: false },
    root,
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
}

test("docs/games.md shows examples/nim.ts as it is", () => {
  const nim = read("examples/nim.ts");
  const excerpts = blocks("docs/games.md", "ts").filter(({ code }) => !/vitest|noSymmetries/.test(code));
  expect(excerpts.length).toBeGreaterThan(8);
  for (const { code } of excerpts) {
    for (const part of code.split(/\n\n/)) expect(nim).toContain(part.trim());
  }
});

test.each([
  ["unscramble", "questionTask"],
  ["vault", "generatedTask"],
])("docs/text-environments.md shows examples/%s.ts as it is", (name, word) => {
  const example = read(`examples/${name}.ts`);
  const shown = blocks("docs/text-environments.md", "ts").find(({ code }) => code.includes(word));
  expect(shown?.code).toBe(example.slice(example.indexOf("import ")));
});
