import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Sandbox, type Verdict } from "./index.js";

type Row = readonly [name: string, source: string, expected: object];

const f = (body: string) => `function f() { ${body} }`;
const timeout = { kind: "timeout" };
const memory = { kind: "memory" };
const stack = { kind: "stack" };
const circle = { kind: "not-plain", found: "data in a circle or too deep" };
const error = (name: string) => ({ kind: "error", name });
const value = (value: unknown) => ({ kind: "value", value });
const notPlain = (found: string) => ({ kind: "not-plain", found });

/** What became of the one call, or of the program where it came to no call. */
function outcome(verdict: Verdict): object {
  return verdict.kind === "ok" ? verdict.results[0] : verdict;
}

function suite(title: string, sandbox: () => Sandbox, rows: readonly Row[]): void {
  describe(title, () => {
    test.each(rows)("%s", async (_, source, expected) => {
      const verdict = await sandbox().run({ source, entry: "f", calls: [[]] });
      expect(outcome(verdict)).toMatchObject(expected);
      const next = await sandbox().run({
        source: f("return [1, 2, 3].map((x) => x * x)"),
        entry: "f",
        calls: [[]],
      });
      expect(next).toEqual({ kind: "ok", results: [{ kind: "value", value: [1, 4, 9] }] });
    });
  });
}

// Steps and memory end these, on every machine at the same point; the clock is only a net.
describe("within steps and memory", () => {
  const sandbox = new Sandbox({ limits: { steps: 1_000_000, memoryBytes: 8 << 20, milliseconds: 30_000 } });
  afterAll(() => sandbox.close());
  const steps = () => sandbox;

  suite("endless", steps, [
    ["a loop at the top", "for (;;);", timeout],
    ["a loop in the function", f("while (true) {}"), timeout],
    ["a loop that catches everything", f("for (;;) try { for (;;); } catch {} finally {}"), timeout],
    ["a return out of finally", f("try { for (;;); } finally { return 1; }"), timeout],
    ["a generator", f("return [...(function* () { for (;;) yield; })()].length"), timeout],
    ["a getter read by the host", f("return { get x() { for (;;); } }"), timeout],
    ["an error's message", f("throw { get message() { for (;;); } }"), timeout],
    [
      "an array without end",
      f("return new Proxy([], { get: (_, k) => (k === 'length' ? Infinity : {}) })"),
      timeout,
    ],
    ["the function's own name", "Object.defineProperty(globalThis, 'f', { get() { for (;;); } })", timeout],
    ["microtasks", f("queueMicrotask(function g() { queueMicrotask(g); }); return 1"), timeout],
    ["microtasks at the top", "(function g() { Promise.resolve().then(g); })(); function f() {}", timeout],
    [
      "an async loop",
      "async function f() { for await (const x of (async function* () { for (;;) yield; })()); }",
      timeout,
    ],
    ["sorting with a comparator", f("[...Array(1e4).keys()].sort(() => { for (;;); })"), timeout],
  ]);

  suite("regular expressions", steps, [
    ["nested quantifiers", f("return /^(a+)+$/.test('a'.repeat(40) + 'b')"), timeout],
    ["two quantifiers in a group", f("return /(x+x+)+y/.test('x'.repeat(60))"), timeout],
    ["overlapping alternatives", f("return /(?:a|aa)+$/.test('a'.repeat(60) + '!')"), timeout],
    ["wildcards in a row", f("return 'a'.repeat(1e5).match(/(.*)*(.*)*(.*)*x/)"), timeout],
    ["a back reference in a look-ahead", f("return /(?=(a+))a*b\\1/.test('a'.repeat(1e5))"), timeout],
    ["Unicode classes", f("return /\\p{L}*\\p{L}*\\p{L}*\\p{L}*1/u.test('a'.repeat(5000))"), timeout],
    ["in replace", f("return ('a'.repeat(40) + 'b').replace(/(a*)*$/, '')"), timeout],
    ["groups nested too deeply", f("new RegExp('(?:'.repeat(1e5) + ')'.repeat(1e5))"), error("SyntaxError")],
    ["too many groups", f("new RegExp('()'.repeat(1e5))"), error("SyntaxError")],
  ]);

  suite("memory", steps, [
    ["a long string", f("return 'x'.repeat(2 ** 29)"), memory],
    ["a string longer than any", f("return 'x'.repeat(2 ** 30)"), error("RangeError")],
    ["padding", f("return 'x'.padEnd(2 ** 29)"), memory],
    ["a string that doubles", f("let s = 'ab'; for (;;) { s += s; s.charCodeAt(1); }"), memory],
    ["a string that doubles, never read", f("let s = 'ab'; for (;;) s += s"), error("InternalError")],
    ["an array filled", f("return new Array(1e9).fill(0)"), memory],
    ["a loop of pushes", f("const a = []; for (;;) a.push(1, 2, 3, 4, 5, 6, 7, 8, 9)"), memory],
    ["objects", f("const a = []; for (;;) a.push({})"), memory],
    ["closures", f("let g; for (;;) { const h = g; g = () => h; }"), memory],
    ["arrays that double", f("let a = [1]; for (;;) a = a.concat(a)"), memory],
    ["arguments that double", f("const a = [1]; for (;;) a.push(...a)"), error("RangeError")],
    ["spread of a string", f("return [...'x'.repeat(5e6)]"), memory],
    ["split", f("return 'a'.repeat(1e6).split('')"), memory],
    ["a typed array", f("return new Float64Array(1e8)"), memory],
    ["a huge buffer", f("return new ArrayBuffer(2 ** 31)"), error("RangeError")],
    ["typed arrays", f("const a = []; for (;;) a.push(new Uint8Array(1e6))"), memory],
    ["shared buffers", f("const a = []; for (;;) a.push(new SharedArrayBuffer(1e6))"), memory],
    ["a buffer that grows", f("const b = new ArrayBuffer(8, { maxByteLength: 1e9 }); b.resize(1e9)"), memory],
    ["JSON written", f("return JSON.stringify(Array(1e4).fill('x'.repeat(1e4)))"), memory],
    ["JSON read", f("return JSON.parse('[' + '1,'.repeat(3e6) + '1]')"), memory],
    ["a replacement", f("return 'a'.repeat(2e3).replaceAll('a', 'b'.repeat(1e4))"), memory],
    ["a map", f("const m = new Map(); for (let i = 0; ; i++) m.set(i, i)"), memory],
    ["properties", f("const o = {}; for (let i = 0; ; i++) o['k' + i] = i"), memory],
    ["a large integer", f("return 2n ** (2n ** 40n)"), error("RangeError")],
    ["at the top", "const a = []; for (;;) a.push({})", memory],
    ["promises", f("const a = []; for (;;) a.push(new Promise(() => {}))"), memory],
    ["jobs", f("for (;;) Promise.resolve().then(() => 1)"), memory],
    ["rejections", f("for (let i = 0; i < 1e4; i++) Promise.reject(i); return 1"), value(1)],
  ]);

  suite("deep", steps, [
    ["recursion", f("return f()"), stack],
    ["recursion at the top", "f(); function f() { return f(); }", stack],
    ["through built-in functions", f("return [1].map(f)"), stack],
    ["through a getter", f("const o = { get x() { return this.x; } }; return o.x"), stack],
    ["through toString", f("const o = { toString: () => '' + o }; return '' + o"), stack],
    ["through eval", f("return eval('f()')"), stack],
    ["through constructors", f("class A { constructor() { new A(); } } new A()"), stack],
    ["proxies", f("let p = {}; for (let i = 0; i < 1e4; i++) p = new Proxy(p, {}); return p.x"), stack],
    ["JSON read", f("return JSON.parse('['.repeat(1e5))"), stack],
    ["parentheses", f("return eval('('.repeat(1e5) + 1 + ')'.repeat(1e5))"), stack],
    ["flattening", f("const a = []; a[0] = a; return a.flat(Infinity)"), stack],
    ["a circle", f("const a = {}; a.a = a; return a"), circle],
    ["a long list", f("let a = []; for (let i = 0; i < 1e4; i++) a = [a]; return a"), circle],
  ]);

  suite("poison", steps, [
    [
      "no globals",
      `for (const k of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[k]; } catch {}
      ${f("return [1, { a: '$' }]")}`,
      value([1, { a: "$" }]),
    ],
    [
      "globals that throw",
      `for (const k of Object.getOwnPropertyNames(globalThis))
      try { globalThis[k] = () => { throw 1; }; } catch {}
      ${f("return [1, { a: '$' }]")}`,
      value([1, { a: "$" }]),
    ],
    [
      "prototypes that throw",
      `for (const { prototype } of [String, Promise, Function, Number, Array])
      for (const k of ['toString', 'valueOf', 'slice', 'map', 'push', 'join', 'then', 'call', 'apply', 'concat'])
        if (k in prototype) prototype[k] = () => { throw 1; };
      ${f("return [1, { a: '$' }]")}`,
      value([1, { a: "$" }]),
    ],
    [
      "indices on Array.prototype",
      `for (let i = 0; i < 20; i++)
      Object.defineProperty(Array.prototype, i, { get: () => 7, set() { throw 1; } });
      ${f("return [1, [], [2]]")}`,
      value([1, [], [2]]),
    ],
    [
      "an index on String.prototype",
      `Object.defineProperty(String.prototype, 0, { get: () => '$' });
      ${f("return ['', 'x', '$u']")}`,
      value(["", "x", "$u"]),
    ],
    [
      "words of the host on Object.prototype",
      `for (const k of ['kind', 'value', 'text', 'found', 'then', 'toJSON'])
      Object.defineProperty(Object.prototype, k, { __proto__: null, get: () => () => 'bad', set() {} });
      ${f("return { a: [1] }")}`,
      value({ a: [1] }),
    ],
    [
      "no Promise",
      "Promise = null; async function f() { await null; throw new RangeError(); }",
      error("RangeError"),
    ],
    [
      "another then",
      "Promise.prototype.then = () => { throw 1; }; async function f() { await null; return 4; }",
      value(4),
    ],
    ["a promise of another class", f("return (class extends Promise {}).resolve(3)"), value(3)],
    [
      "an iterator without end",
      `Array.prototype[Symbol.iterator] = function* () { for (;;) yield 1; };
      ${f("return [1, 2]")}`,
      value([1, 2]),
    ],
    [
      "stack frames",
      `Error.prepareStackTrace = (_, frames) => frames.map((x) => x.getFunction());
      ${f("return typeof new Error().stack")}`,
      value("string"),
    ],
    [
      "frames while it is read",
      `Error.prepareStackTrace = (_, frames) => frames;
      ${f("return [{ get x() { return typeof new Error().stack; } }]")}`,
      value([{ x: "string" }]),
    ],
    ["callers", f("return [f.caller, arguments.callee.caller]"), value([undefined, undefined])],
    ["a frozen world", `Object.freeze(globalThis); ${f("return 1")}`, value(1)],
    [
      "another function each time",
      `let n = 0; Object.defineProperty(globalThis, 'f', { get: () => (n++ ? 5 : () => 1) });`,
      error("TypeError"),
    ],
    [
      "finalizers",
      `new FinalizationRegistry(() => { for (;;); }).register({}, 1); ${f("return 1")}`,
      value(1),
    ],
  ]);

  suite("values that lie", steps, [
    ["toJSON", f("return { toJSON: () => 1 }"), notPlain("a function")],
    ["toJSON inherited", f("return Object.create({ toJSON: () => 1 })"), notPlain("an instance of a class")],
    ["toJSON of everything", `Object.prototype.toJSON = () => 1; ${f("return { a: 2 }")}`, value({ a: 2 })],
    ["equality of its own", f("return { equals: () => true, valueOf: () => 3 }"), notPlain("a function")],
    ["a primitive in a box", f("return new Number(3)"), notPlain("an instance of a class")],
    ["a symbol's conversion", f("return { [Symbol.toPrimitive]: () => 3 }"), value({})],
    [
      "a proxy that answers",
      f(
        "return new Proxy({}, { ownKeys: () => ['a'], get: () => 5, getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 6 }) })",
      ),
      value({ a: 5 }),
    ],
    [
      "a revoked proxy",
      f("const r = Proxy.revocable([], {}); r.revoke(); return r.proxy"),
      error("TypeError"),
    ],
    ["a getter that throws", f("return { get x() { throw new EvalError(); } }"), error("EvalError")],
    ["a thenable", f("return { then: (r) => r(3) }"), notPlain("a function")],
    [
      "a prototype as data",
      f('return JSON.parse(\'{"__proto__":{"a":1}}\')'),
      value(JSON.parse('{"__proto__":{"a":1}}')),
    ],
    [
      "an error that throws",
      f("throw new Proxy({}, { get() { throw 5; } })"),
      { kind: "error", name: "object", message: "" },
    ],
    [
      "an error with a long message",
      f("throw new Error('x'.repeat(1e5))"),
      { kind: "error", name: "Error", message: "x".repeat(1000) },
    ],
    ["null thrown", f("throw null"), { kind: "error", name: "object", message: "null" }],
    ["a huge answer", f("return 'x'.repeat(2e6)"), { kind: "output" }],
    ["a huge key", f("return { ['x'.repeat(2e6)]: 1 }"), { kind: "output" }],
    ["a promise that never settles", f("return new Promise(() => {})"), { kind: "pending" }],
    [
      "an answer before a flood",
      f("Promise.resolve().then(function g() { Promise.resolve().then(g); }); return 1"),
      timeout,
    ],
  ]);

  suite("ways out", steps, [
    [
      "names of the host",
      f(`return ['process', 'require', 'module', 'global', 'fetch', 'Atomics', 'WebAssembly', 'Worker',
      'setTimeout', 'Deno', 'Bun', 'std', 'os', 'print', 'navigator', 'window'].filter((k) => eval('typeof ' + k) !== 'undefined')`),
      value([]),
    ],
    [
      "the constructor's constructor",
      f("return this.constructor.constructor('return process')()"),
      error("ReferenceError"),
    ],
    ["through console", f("return console.log.constructor('return typeof process')()"), value("undefined")],
    [
      "a function of a promise",
      f("return import('x').constructor.constructor('return typeof process')()"),
      value("undefined"),
    ],
    ["import", "const f = () => import('node:fs')", error("ReferenceError")],
    [
      "import of a data URL",
      "const f = () => import('data:text/javascript,export default 1')",
      error("ReferenceError"),
    ],
    ["import at the top", "import fs from 'fs'; function f() {}", error("SyntaxError")],
    ["sharing memory", f("return new SharedArrayBuffer(8)"), notPlain("an instance of a class")],
    ["printing", `console.log('x'.repeat(1e6)); ${f("return console.error('y')")}`, value(undefined)],
    ["the global object", f("return globalThis"), { kind: "not-plain" }],
    ["paths in stack traces", f("return /file:|[/\\\\]|node/.test(new Error().stack)"), value(false)],
  ]);
});

// Most of these are built-in functions that work on without asking: only the end of their thread stops them.
describe("endless work of few steps", () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox({ limits: { milliseconds: 700 } });
  });
  afterAll(() => sandbox.close());

  suite("by the clock", () => sandbox, [
    ["joining", f("return Array(1e9) + ''"), timeout],
    ["joining at the top", "String(Array(1e9))", timeout],
    ["reversing", f("return [].reverse.call({ length: 2 ** 53 - 1 })"), timeout],
    ["searching", f("return [].lastIndexOf.call({ length: 2 ** 53 - 1 }, 1)"), timeout],
    ["filling again and again", f("const t = new Uint8Array(2e7); for (;;) t.fill(1)"), timeout],
    ["recursion that catches itself", f("try { return f(); } catch { return f(); }"), timeout],
    ["caught and tried again", f("const a = []; for (;;) try { a.push({}); } catch {}"), timeout],
    ["a promise chain", f("(function g() { Promise.resolve().then(g).then(g); })(); return 1"), timeout],
  ]);

  test("what does not stop by itself costs its thread", async () => {
    const { threadsStarted } = sandbox.statistics;
    await sandbox.run({ source: "String(Array(1e9))", entry: "f", calls: [] });
    await sandbox.run({ source: "function f() {}", entry: "f", calls: [] });
    expect(sandbox.statistics.threadsStarted).toBe(threadsStarted + 1);
  });
});
