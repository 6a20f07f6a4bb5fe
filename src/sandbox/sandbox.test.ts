import { execFile } from "node:child_process";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { OptionError } from "../errors.js";
import { type Json, Sandbox } from "./index.js";

// A trivial program must not run out of time on a busy machine; where time is to run out, a test says so.
const limits = { milliseconds: 30_000 };
const sandbox = new Sandbox({ limits });
afterAll(() => sandbox.close());

const run = (source: string, ...calls: Json[][]) => sandbox.run({ source, entry: "f", calls });
const value = (value: unknown) => ({ kind: "value", value });
const ok = (...values: unknown[]) => ({ kind: "ok", results: values.map(value) });

describe("programs", () => {
  test("each call has a result of its own", async () => {
    const source = `function f(x) {
      if (x === 0) throw new RangeError("zero");
      if (x === 1) return f(1);
      if (x === 2) return "y".repeat(2 ** 28);
      if (x === 3) return new Map();
      if (x === 4) return new Promise(() => {});
      if (x === 5) return "y".repeat(2 ** 21);
      return [x];
    }`;
    expect(await run(source, [0], [1], [2], [3], [4], [5], [6])).toEqual({
      kind: "ok",
      results: [
        { kind: "error", name: "RangeError", message: "zero" },
        { kind: "stack" },
        { kind: "memory" },
        { kind: "not-plain", found: "Map" },
        { kind: "pending" },
        { kind: "output" },
        value([6]),
      ],
    });
  });

  test.each([
    ["function f(a) { return a; }", ["x"], "x"],
    ["const f = (a, b) => a + b;", [1, 2], 3],
    ["let f = async (a) => { await null; return a; }", [1], 1],
    ["var f = function (...all) { return all; }", [1, [2], { a: null }], [1, [2], { a: null }]],
    ["f = Math.max", [1, 5], 5],
    ["#!/usr/bin/env node\nconst f = () => console.log('hello') ?? 1", [], 1],
    ["function* g() { yield* [1, 2]; } const f = () => [...g()].map((x) => x ** 2).toSorted()", [], [1, 4]],
  ] as [string, Json[], unknown][])("%s", async (source, list, expected) => {
    expect(await run(source, list)).toEqual(ok(expected));
  });

  test("values that JSON has no words for", async () => {
    const source =
      "const f = () => [NaN, 1 / 0, -1 / 0, -0, undefined, [,], 2n ** 70n, '$u', '$', 1e21, 5e-324, '\\ud800\\0😀']";
    const expected = [
      NaN,
      Infinity,
      -Infinity,
      -0,
      undefined,
      [undefined],
      2n ** 70n,
      "$u",
      "$",
      1e21,
      5e-324,
      "\ud800\0😀",
    ];
    expect(await run(source, [])).toEqual(ok(expected));
  });

  test("a program's own state lasts from call to call and not to the next program", async () => {
    const source = "globalThis.n ??= 0; function f() { return ++n; }";
    expect(await run(source, [], [], [])).toEqual(ok(1, 2, 3));
    expect(await run(source, [])).toEqual(ok(1));
  });

  test("arguments belong to their call", async () => {
    const list: Json[] = [[1, 2]];
    expect(await run("function f(a) { a.push(3); return a; }", list, list)).toEqual(ok([1, 2, 3], [1, 2, 3]));
    expect(list).toEqual([[1, 2]]);
  });

  test.each([
    ["const f = 1", "number"],
    ["function g() {}", "undefined"],
    ["let f", "undefined"],
    ["var f = { f() {} }", "object"],
  ])("no function in %s", async (source, found) => {
    expect(await run(source, [])).toEqual({ kind: "no-function", found });
  });

  test.each(["function f( {", "return 1", "export function f() {}", "${", "\ud800"])(
    "no program: %s",
    async (source) => {
      expect(await run(source, [])).toMatchObject({ kind: "error", name: "SyntaxError" });
    },
  );

  test("a program that throws before it is called", async () => {
    expect(await run("throw new TypeError('no'); function f() {}", [])).toEqual({
      kind: "error",
      name: "TypeError",
      message: "no",
    });
  });
});

describe("the same every time", () => {
  const source = `function f() {
    return [Math.random(), Math.random(), Date.now(), new Date().toString(), performance.now(),
      new Date(2020, 6, 1).getTimezoneOffset(), new Error().stack];
  }`;

  test("random numbers and time", async () => {
    const first = await run(source, [], []);
    expect(await run(source, [], [])).toEqual(first);
    const other = new Sandbox({ limits });
    expect(await other.run({ source, entry: "f", calls: [[], []] })).toEqual(first);
    await other.close();
    const [call] = "results" in first ? first.results : [];
    const start = Date.UTC(2024, 0, 1);
    const number = expect.any(Number);
    const date = expect.stringContaining("Jan 01 2024 00:00:00 GMT+0000");
    expect(call).toEqual(value([number, number, start, date, 0, 0, expect.any(String)]));
  });

  test("another seed, other random numbers", async () => {
    const random = { source: "const f = () => Math.random()", entry: "f", calls: [[]] };
    const verdicts = [];
    for (const seed of [0, 1, 2 ** 40]) {
      const seeded = new Sandbox({ limits, seed });
      verdicts.push(JSON.stringify(await seeded.run(random)));
      await seeded.close();
    }
    expect(new Set(verdicts).size).toBe(3);
  });

  test("a program ends at the same step, whatever ran before it", async () => {
    const short = new Sandbox({ limits: { ...limits, steps: 100_000 } });
    const ends = async (turns: number) => {
      const source = `function f() { let n = 0; while (n < ${turns}) n++; return n; }`;
      return (await short.run({ source, entry: "f", calls: [[]] })).kind;
    };
    let [most, tooMany] = [1000, 200_000];
    while (tooMany - most > 1) {
      const middle = (most + tooMany) >> 1;
      if ((await ends(middle)) === "ok") most = middle;
      else tooMany = middle;
    }
    expect(most).toBeGreaterThan(10_000);
    await short.run({ source: "for (;;);", entry: "f", calls: [] });
    expect([await ends(most), await ends(tooMany)]).toEqual(["ok", "timeout"]);
    await short.close();
  });

  test("a program may allocate the same, whatever ran before it", async () => {
    const small = new Sandbox({ limits: { ...limits, memoryBytes: 8 << 20 } });
    const program = (size: number) => ({
      source: `function f() { const a = []; try { for (;;) a.push(new Uint8Array(${size})); } catch { return a.length; } }`,
      entry: "f",
      calls: [[]],
    });
    const first = await small.run(program(10_000));
    expect(first).toMatchObject({ kind: "ok", results: [{ kind: "value" }] });
    for (let i = 0; i < 10; i++) await small.run(program(1_000_000));
    expect(await small.run(program(10_000))).toEqual(first);
    expect(small.statistics).toEqual({ programs: 12, threadsStarted: 1 });
    await small.close();
  });
});

describe("limits", () => {
  test("results before time ran out are kept", async () => {
    const verdict = await run("function f(x) { while (x === 2); return x; }", [0], [1], [2], [3]);
    expect(verdict).toEqual({ kind: "timeout", results: [value(0), value(1)] });
  });

  test("output is counted over all calls", async () => {
    const small = new Sandbox({ limits: { ...limits, outputBytes: 20 } });
    const calls = [[8], [20], [8], [1]];
    const verdict = await small.run({ source: "const f = (n) => 'é'.repeat(n / 2)", entry: "f", calls });
    // Each é is two bytes, and each text has quotes around it: 10, 22, 10 and then nothing left for the last two.
    expect(verdict).toEqual({
      kind: "ok",
      results: [value("éééé"), { kind: "output" }, value("éééé"), { kind: "output" }],
    });
    await small.close();
  });

  test("more stack, deeper recursion", async () => {
    const program = { source: "const f = (n) => (n ? 1 + f(n - 1) : 0)", entry: "f", calls: [[1000]] };
    const shallow = new Sandbox({ limits: { ...limits, stackBytes: 64 * 1024 } });
    expect(await shallow.run(program)).toEqual({ kind: "ok", results: [{ kind: "stack" }] });
    expect(await sandbox.run(program)).toEqual(ok(1000));
    await shallow.close();
  });

  test.each([
    { limits: { milliseconds: 0 } },
    { limits: { steps: 1.5 } },
    { limits: { memoryBytes: 2 ** 40 } },
    { limits: { stackBytes: 2 ** 20 } },
    { limits: { memory: 1 } },
    { workers: 0 },
    { seed: -1 },
  ])("refuses %o", (options) => {
    expect(() => new Sandbox(options)).toThrow(OptionError);
  });

  test.each([
    [{ entry: "f()" }, "entry: expected the name of a function"],
    [{ entry: "f;g" }, "entry"],
    [{ source: 1 }, "source"],
    [{ calls: [[1], [2, { a: [Number.NaN] }]] }, "calls[1][1].a[0]: expected JSON data, found NaN"],
    [{ calls: [[undefined]] }, "calls[0][0]"],
    [{ calls: [[new Date(0)]] }, "calls[0][0]"],
    [{ calls: [[1n]] }, "calls[0][0]"],
  ])("refuses %o", async (part, message) => {
    const program = { source: "function f() {}", entry: "f", calls: [], ...part } as never;
    await expect(sandbox.run(program)).rejects.toThrow(message);
  });

  test("refuses arguments in a circle", async () => {
    const circle: Json[] = [];
    circle.push(circle);
    await expect(run("function f() {}", circle)).rejects.toThrow(OptionError);
  });
});

describe("workers", () => {
  const square = (i: number) => ({ source: `function f(x) { return x * ${i}; }`, entry: "f", calls: [[i]] });
  const endless = { source: "String(Array(1e9))", entry: "f", calls: [] };

  test("more programs than workers", async () => {
    const pair = new Sandbox({ workers: 2, limits });
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, i) => pair.run(square(i))));
    expect(verdicts).toEqual(Array.from({ length: 50 }, (_, i) => ok(i * i)));
    expect(pair.statistics).toEqual({ programs: 50, threadsStarted: 2 });
    await pair.close();
  });

  test("an answer that waits behind a busy main thread is no timeout", async () => {
    const quick = new Sandbox({ limits: { milliseconds: 1500 } });
    await quick.run(square(1));
    const verdict = quick.run(square(3));
    while (quick.statistics.programs < 2) await setImmediate();
    const end = performance.now() + 2000;
    while (performance.now() < end);
    expect(await verdict).toEqual(ok(9));
    await quick.close();
  });

  test("abort ends a program under way, and only that", async () => {
    const one = new Sandbox({ limits });
    await one.run(square(1));
    const controller = new AbortController();
    const under = one.run(endless, { signal: controller.signal });
    const waiting = one.run(square(4));
    while (one.statistics.programs < 2) await setImmediate();
    controller.abort(new Error("enough"));
    await expect(under).rejects.toThrow("enough");
    expect(await waiting).toEqual(ok(16));
    expect(one.statistics.threadsStarted).toBe(2);
    await one.close();
  });

  test("abort takes a waiting program out of the line", async () => {
    const one = new Sandbox({ limits: { milliseconds: 300 } });
    const controller = new AbortController();
    const first = one.run(endless);
    const waiting = one.run(square(2), { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    expect((await first).kind).toBe("timeout");
    expect(one.statistics.programs).toBe(1);
    await expect(one.run(square(2), { signal: controller.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    await one.close();
  });

  test("close ends what runs and what waits", async () => {
    const one = new Sandbox({ limits });
    await one.run(square(1));
    const programs = [one.run(endless), one.run(square(1))];
    const settled = Promise.allSettled(programs);
    await one.close();
    for (const { status, reason } of (await settled) as PromiseRejectedResult[])
      expect([status, reason.code]).toEqual(["rejected", "SANDBOX_CLOSED"]);
    await expect(one.run(square(1))).rejects.toMatchObject({ code: "SANDBOX_CLOSED" });
    await one.close();
  });

  test("close before the thread has started", async () => {
    const one = new Sandbox({ limits });
    const program = one.run(square(1));
    await Promise.all([one.close(), expect(program).rejects.toMatchObject({ code: "SANDBOX_CLOSED" })]);
  });

  test("a sandbox that nobody closes lets the process end, but not before it has answered", async () => {
    const built = new URL("../../dist/sandbox/index.js", import.meta.url);
    const script = `import { Sandbox } from ${JSON.stringify(built.href)};
      const program = { source: "function f() { return 1; }", entry: "f", calls: [[]] };
      console.log((await new Sandbox().run(program)).kind);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    expect(stdout).toBe("ok\n");
  });
});
