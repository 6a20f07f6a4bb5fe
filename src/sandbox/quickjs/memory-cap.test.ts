import { expect, test } from "vitest";
import { capMemory, PAGE_BYTES } from "./memory-cap.js";
import { compile, instantiate, type LinearMemory } from "./web-assembly.js";

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const MEMORY = [5, 3, 1, 0, 2];
const EXPORT = [7, 5, 1, 1, 0x6d, 2, 0];
/** A custom section with 200 bytes, whose length takes two bytes to write. */
const CUSTOM = [0, 0xca, 0x01, 1, 0x78, ...Array<number>(200).fill(7)];

type Growing = LinearMemory & { grow(pages: number): number };

test.each([3, 130, 20_000])("memory grows to %i pages and no further", async (pages) => {
  const module = await compile(capMemory(Uint8Array.of(...HEADER, ...CUSTOM, ...MEMORY, ...EXPORT), pages));
  const { m } = instantiate<{ m: Growing }>(module, {});
  expect(m.buffer.byteLength).toBe(2 * PAGE_BYTES);
  m.grow(pages - 2);
  expect(m.buffer.byteLength).toBe(pages * PAGE_BYTES);
  expect(() => m.grow(1)).toThrow(RangeError);
});

test.each([
  ["none", []],
  ["one with a maximum", [5, 4, 1, 1, 2, 9]],
  ["two", [5, 5, 2, 0, 2, 0, 2]],
])("memories: %s", (_, section) => {
  expect(() => capMemory(Uint8Array.of(...HEADER, ...CUSTOM, ...section), 5)).toThrow(TypeError);
});
