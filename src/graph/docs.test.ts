import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import * as operators from "./operators/index.js";
import * as optimizers from "./optimizers/index.js";

const page = readFileSync(new URL("../../docs/graph.md", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "selfplay-docs-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the examples of docs/graph.md run, one after the other", async () => {
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join("\n");
  const index = fileURLToPath(new URL("./index.ts", import.meta.url));
  const code = blocks
    .replaceAll('"selfplay/graph"', JSON.stringify(index))
    .replace('"policy.onnx"', JSON.stringify(join(folder, "policy.onnx")));
  const file = join(folder, "examples.ts");
  writeFileSync(file, code);
  const printed: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line) => printed.push(String(line)));
  await import(file);
  log.mockRestore();
  expect(printed.slice(0, 3)).toEqual([1, 2, 3].map((i) => expect.stringMatching(`step ${i}00: loss 0\\.`)));
  expect(Number(printed[2].split(" ").at(-1))).toBeLessThan(0.1);
  expect(printed.slice(3)).toEqual(["inside", "true"]);
  expect(readFileSync(join(folder, "policy.onnx")).length).toBeGreaterThan(500);
});

test("docs/graph.md names every operator and optimiser, and no others", () => {
  const table = page.slice(page.indexOf("## Operators"), page.indexOf("### Add an operator"));
  const named = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(named.sort()).toEqual([...Object.keys(operators), ...Object.keys(optimizers)].sort());
});
