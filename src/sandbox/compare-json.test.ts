import fc from "fast-check";
import { expect, test } from "vitest";
import { equalJson, type Json, matches, type PlainValue, Sandbox } from "./index.js";

const json = fc.jsonValue() as fc.Arbitrary<Json>;

test("a copy is equal, and equality does not ask for the order of keys", () => {
  fc.assert(fc.property(json, (data) => equalJson(data, JSON.parse(JSON.stringify(data)))));
  expect(equalJson({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
});

test("two values are equal exactly when Node's strict comparison of their canonical texts says so", () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(equalJson(a, b)).toBe(canonical(a) === canonical(b));
    }),
  );
});

test.each<[PlainValue, PlainValue]>([
  [0, -0],
  [Number.NaN, Number.NaN],
  [undefined, undefined],
  [2n, 2n],
  [[[]], [[]]],
])("%o is %o", (a, b) => {
  expect(equalJson(a, b)).toBe(true);
});

test.each<[PlainValue, PlainValue]>([
  [1, "1"],
  [1, 1n],
  [1, true],
  [0.1 + 0.2, 0.3],
  [null, undefined],
  [null, Number.NaN],
  [null, {}],
  [[], {}],
  [[1], [1, 2]],
  [["a"], { 0: "a" }],
  [{}, { a: undefined }],
  [{ a: 1 }, { b: 1 }],
  [{ a: undefined }, { b: undefined }],
  [{ toString: 1 }, {}],
  [JSON.parse('{"__proto__":{}}'), {}],
])("%o is not %o", (a, b) => {
  expect(equalJson(a, b)).toBe(false);
  expect(equalJson(b, a)).toBe(false);
});

test("calls that failed or were never made match nothing", () => {
  const results = [
    { kind: "value", value: 1 },
    { kind: "error", name: "Error", message: "" },
    { kind: "value", value: undefined },
  ] as const;
  expect(matches({ kind: "ok", results }, [1, 1, null])).toEqual([true, false, false]);
  expect(matches({ kind: "timeout", results: results.slice(0, 1) }, [1, 1])).toEqual([true, false]);
  expect(matches({ kind: "memory" }, [1, 1])).toEqual([false, false]);
});

test("data goes into the sandbox and comes out as it was", async () => {
  const sandbox = new Sandbox({ limits: { milliseconds: 30_000 } });
  const all = fc.sample(json, { numRuns: 300, seed: 1 });
  const verdict = await sandbox.run({
    source: "const f = (x) => x",
    entry: "f",
    calls: all.map((data) => [data]),
  });
  expect(matches(verdict, all).filter((same) => !same)).toEqual([]);
  await sandbox.close();
});

/** A text that is the same for equal data only. */
function canonical(data: Json): string {
  if (typeof data !== "object" || data === null) return JSON.stringify(data);
  if (Array.isArray(data)) return `[${data.map(canonical)}]`;
  const members = Object.entries(data).map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`);
  return `{${members.sort()}}`;
}
