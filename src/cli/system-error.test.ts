import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replaceDurably } from "../run/disk.js";
import { systemErrorWords } from "./system-error.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-system-error-"));
  await writeFile(join(folder, "file"), "");
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ["missing", (path: string) => readFile(path), "no such file or folder"],
  ["file", (path: string) => mkdir(path), "expected a folder or nothing, found a file"],
  ["file/in-it", (path: string) => mkdir(path), "expected a folder on the way to it, found a file"],
  [".", (path: string) => readFile(path), undefined],
  ["missing/new", (path: string) => replaceDurably(path, "text"), "no such file or folder"],
])("%s", async (name, action, words) => {
  const path = join(folder, name);
  const error = await action(path).catch((cause: unknown) => cause);
  expect(systemErrorWords(error)).toBe(words && `${path}: ${words}`);
});

test("an error of another kind has none", () => {
  expect(systemErrorWords(new Error("something else"))).toBeUndefined();
  expect(systemErrorWords("text")).toBeUndefined();
});
