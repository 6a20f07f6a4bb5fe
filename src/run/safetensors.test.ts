import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RunError } from "../errors.js";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.js";

const small = new Map<string, StoredTensor>([
  ["c", { shape: [3], data: new Uint8Array([1, 2, 3]) }],
  ["b", { shape: [2, 2], data: new Float32Array([1.5, -2, 0, 3]) }],
  ["a", { shape: [3], data: new Int32Array([1, 2, 3]) }],
  ["scalar", { shape: [], data: new Float32Array([7]) }],
  ["é", { shape: [1], data: new BigInt64Array([5n]) }],
  ["B", { shape: [0, 3], data: new Float32Array() }],
]);

// The same tensors written by the reference implementation (Python package safetensors 0.8.0, numpy).
const reference = Buffer.from(
  "UAEAAAAAAAB7IsOpIjp7ImR0eXBlIjoiSTY0Iiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0sIkIiOnsiZHR5cGUiOiJGMzIi" +
    "LCJzaGFwZSI6WzAsM10sImRhdGFfb2Zmc2V0cyI6WzgsOF19LCJiIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDJdLCJkYXRhX29mZnNl" +
    "dHMiOls4LDI0XX0sInNjYWxhciI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMjQsMjhdfSwiYSI6eyJkdHlw" +
    "ZSI6IkkzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzI4LDQwXX0sImMiOnsiZHR5cGUiOiJVOCIsInNoYXBlIjpbM10sImRhdGFf" +
    "b2Zmc2V0cyI6WzQwLDQzXX19ICAFAAAAAAAAAAAAwD8AAADAAAAAAAAAQEAAAOBAAQAAAAIAAAADAAAAAQID",
  "base64",
);

/** A file with the given header; `data` follows it. */
function file(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

/** The error that reading the bytes throws, as "CODE message". */
function failure(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, "w.safetensors");
  } catch (error) {
    if (error instanceof RunError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "no error";
}

describe("safetensors", () => {
  test("writes the same bytes as the reference implementation, and reads its files", () => {
    expect(Buffer.from(encodeSafetensors(small)).equals(reference)).toBe(true);
    const { tensors } = decodeSafetensors(reference, "reference");
    expect(new Map([...tensors].sort())).toEqual(new Map([...small].sort()));
  });

  test("keeps metadata", () => {
    const bytes = encodeSafetensors(small, { format: "pt" });
    expect(decodeSafetensors(bytes, "x").metadata).toEqual({ format: "pt" });
    expect(bytes.length - reference.length).toBe(32);
  });

  test("reads half precision, written by the reference implementation from numpy float16", () => {
    const bytes = Buffer.from(
      "OAAAAAAAAAB7ImgiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzEyXSwiZGF0YV9vZmZzZXRzIjpbMCwyNF19fQAAAIAAPADA/3v/AwEAAgAA" +
        "fAD8AH5mLg==",
      "base64",
    );
    const { data } = decodeSafetensors(bytes, "halves").tensors.get("h")!;
    expect([...data]).toEqual([
      0,
      -0,
      1,
      -2,
      65504,
      6.097555160522461e-5,
      2 ** -24,
      2 ** -23,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0.0999755859375,
    ]);
  });

  test("reads bfloat16 as the upper half of float32", () => {
    const values = new Float32Array([1, -2.5, 2 ** -100, 0]);
    const upper = Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
    const header = { w: { dtype: "BF16", shape: [4], data_offsets: [0, 8] } };
    const { tensors } = decodeSafetensors(file(header, new Uint8Array(upper.buffer)), "x");
    expect(tensors.get("w")?.data).toEqual(values);
  });

  test("gives back any tensors, from any place in memory", () => {
    const tensor = fc.oneof(
      fc.float32Array({ maxLength: 20 }),
      fc.int32Array({ maxLength: 20 }),
      fc.bigInt64Array({ maxLength: 20 }),
      fc.uint8Array({ maxLength: 20 }),
    );
    const names = fc.string({ unit: "binary" }).filter((name) => name !== "__metadata__");
    const wellFormed = names.filter((name) => Buffer.from(name).toString() === name);
    const maps = fc.uniqueArray(fc.tuple(wellFormed, tensor), { selector: ([name]) => name, maxLength: 6 });
    fc.assert(
      fc.property(maps, fc.integer({ min: 0, max: 7 }), (entries, offset) => {
        const tensors = new Map(entries.map(([name, data]) => [name, { shape: [1, data.length], data }]));
        const encoded = encodeSafetensors(tensors);
        const shifted = new Uint8Array(encoded.length + offset).subarray(offset);
        shifted.set(encoded);
        const found = decodeSafetensors(shifted, "x").tensors;
        expect(new Map(found)).toEqual(tensors);
        expect(encodeSafetensors(new Map([...tensors].reverse()))).toEqual(encoded);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test("a file cut anywhere is refused, and says so", () => {
    for (let length = 0; length < reference.length; length++)
      expect(failure(reference.subarray(0, length))).toMatch(/^RUN_(DAMAGED|FOREIGN) w\.safetensors: /);
    expect(failure(reference.subarray(0, 380))).toBe(
      "RUN_DAMAGED w.safetensors: is cut short: expected 387 bytes, found 380",
    );
  });

  const entry = (dtype: string, shape: number[], begin: number, end: number) => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  test.each<[string, Uint8Array, RegExp]>([
    ["a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), /FOREIGN.*not a safetensors/],
    ["text", new TextEncoder().encode("hello, this is text"), /FOREIGN.*not a safetensors/],
    ["a torn header", file('{"w":{"dtype":"F32"'), /DAMAGED.*header is not valid JSON/],
    [
      "overlap",
      file({ a: entry("U8", [4], 0, 4), b: entry("U8", [4], 2, 6) }, new Uint8Array(6)),
      /overlaps/,
    ],
    ["a hole", file({ a: entry("U8", [2], 2, 4) }, new Uint8Array(4)), /bytes 0 to 2 .* no tensor/],
    ["too long", file({ a: entry("U8", [2], 0, 2) }, new Uint8Array(3)), /goes on after its last tensor/],
    ["wrong size", file({ a: entry("F32", [2], 0, 4) }, new Uint8Array(4)), /needs 8 bytes, found 4/],
    ["backwards", file({ a: entry("F32", [0], 4, 0) }, new Uint8Array(4)), /needs 0 bytes, found -4/],
    ["a shape of text", file({ a: { dtype: "F32", shape: "x", data_offsets: [0, 0] } }), /no valid shape/],
    ["a negative size", file({ a: entry("F32", [-1], 0, 0) }), /no valid shape/],
    ["no offsets", file({ a: { dtype: "F32", shape: [1] } }), /no valid data_offsets/],
    ["no entry", file({ a: null }), /no valid shape/],
    ["another type", file({ a: entry("F64", [1], 0, 8) }, new Uint8Array(8)), /FOREIGN.*type F64/],
  ])("refuses %s", (_, bytes, expected) => {
    expect(failure(bytes)).toMatch(expected);
  });

  test("refuses to write a tensor that does not fill its shape", () => {
    const wrong = new Map([["w", { shape: [2, 3], data: new Float32Array(5) }]]);
    expect(() => encodeSafetensors(wrong)).toThrow("tensor w: expected 6 elements for shape [2,3], found 5");
  });
});
