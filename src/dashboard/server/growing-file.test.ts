import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linesAfter as bytesAfter, linesOf, type Place, START } from "./growing-file.js";

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-lines-"));
  path = join(folder, "a.jsonl");
});
afterAll(() => rmSync(folder, { recursive: true }));

const linesAfter = async (path: string, place: Place, most: number) => {
  const { next, restarted, ...found } = await bytesAfter(path, place, most);
  return { lines: linesOf(found), next, restarted };
};

const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);

test("of a file that does not exist there are no lines, and it may appear later", async () => {
  const none = await linesAfter(join(folder, "none"), START, 100);
  expect(none).toEqual({ lines: [], next: START, restarted: false });
  expect((await linesAfter(join(folder, "none"), { bytes: 7 }, 100)).restarted).toBe(true);
});

test("a line without its end is left until it has one", async () => {
  writeFileSync(path, "one\ntwo");
  const first = await linesAfter(path, START, 100);
  expect(texts(first.lines)).toEqual(["one"]);
  appendFileSync(path, " and a half\nthree\n");
  const second = await linesAfter(path, first.next, 100);
  expect(texts(second.lines)).toEqual(["two and a half", "three"]);
  expect(second.lines[0]).toMatchObject({ start: 4, length: 14 });
  expect(second.next.bytes).toBe(25);
  expect((await linesAfter(path, second.next, 100)).lines).toEqual([]);
});

test("however a file grows and however little is read at a time, each line is read once", async () => {
  const line = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
    .map((text) => JSON.stringify(text));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      async (lines, most) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        writeFileSync(path, "");
        const read: string[] = [];
        let place: Place = START;
        for (let at = 0; at <= bytes.length; at += 7) {
          appendFileSync(path, bytes.subarray(at, at + 7));
          const found = await linesAfter(path, place, most);
          expect(found.restarted).toBe(false);
          read.push(...texts(found.lines));
          place = found.next;
        }
        for (let found = await linesAfter(path, place, most); found.lines.length > 0; ) {
          read.push(...texts(found.lines));
          found = await linesAfter(path, found.next, most);
        }
        expect(read).toEqual(lines);
      },
    ),
    { numRuns: 30 },
  );
});

test("a file that was cut back is read again from its start", async () => {
  writeFileSync(path, "one\ntwo\nthree\n");
  const { next } = await linesAfter(path, START, 100);
  truncateSync(path, 8);
  const cut = await linesAfter(path, next, 100);
  expect(cut).toMatchObject({ restarted: true, next: { bytes: 8 } });
  expect(texts(cut.lines)).toEqual(["one", "two"]);
});

test("so is one that was cut back and has grown to its length again", async () => {
  writeFileSync(path, "one\ntwo\nthree\n");
  const { next } = await linesAfter(path, START, 100);
  truncateSync(path, 8);
  appendFileSync(path, "third\nfourth\n");
  const again = await linesAfter(path, next, 100);
  expect(again.restarted).toBe(true);
  expect(texts(again.lines)).toEqual(["one", "two", "third", "fourth"]);
  // Of a client that knows the bytes alone, the end of a line is all that can be looked for.
  expect((await linesAfter(path, { bytes: 13 }, 100)).restarted).toBe(true);
  expect(texts((await linesAfter(path, { bytes: 14 }, 100)).lines)).toEqual(["fourth"]);
});
