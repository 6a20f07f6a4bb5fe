import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type JsonLine, readJsonLines, wholeLinesLength } from "./json-lines.js";

let path: string;
beforeAll(() => {
  path = join(mkdtempSync(join(tmpdir(), "selfplay-lines-")), "lines.jsonl");
});
afterAll(() => rmSync(join(path, ".."), { recursive: true }));

async function read(text: string): Promise<JsonLine[]> {
  writeFileSync(path, text);
  const lines: JsonLine[] = [];
  for await (const line of readJsonLines(path, { invalid: (at) => new Error(`line ${at}`) }))
    lines.push(line);
  return lines;
}

test("lines are numbered, empty ones passed over, and the last needs no end", async () => {
  const expected = [
    { value: { a: 1 }, line: 1 },
    { value: "ü", line: 4 },
    { value: 3, line: 5 },
  ];
  expect(await read('{"a":1}\n\n \n"ü"\n3')).toEqual(expected);
  expect(await read('{"a":1}\r\n\r\n\r\n"ü"\r\n3\r\n')).toEqual(expected);
  expect(await read("")).toEqual([]);
});

test("characters may lie across the pieces that a file is read in", async () => {
  const long = "ü".repeat(100_001);
  expect(await read(`1\n"x${long}"\n2`)).toEqual([
    { value: 1, line: 1 },
    { value: `x${long}`, line: 2 },
    { value: 2, line: 3 },
  ]);
});

test("a line that is no JSON is named", async () => {
  await expect(read("1\n{\n")).rejects.toThrow("line 2");
});

test("whole lines end with the last line's end", async () => {
  for (const [text, whole] of [
    ["ab\ncd\nef", 6],
    ["ab\n", 3],
    ["ab", 0],
    [`ab\n${"c".repeat(200_000)}`, 3],
  ] as const) {
    writeFileSync(path, text);
    expect(await wholeLinesLength(path, text.length)).toBe(whole);
  }
});
