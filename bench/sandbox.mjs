import vm from "node:vm";
import { equalJson, Sandbox } from "../dist/sandbox/index.js";
import { duel, median, times } from "./tools/duel.mjs";

/** Programs of the kind that a model is asked for, each with ten hidden tests. */
const PROGRAMS = [
  ["add", "function f(a, b) { return a + b; }", (i) => [i, 2 * i]],
  [
    "gcd",
    "const f = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };",
    (i) => [1071 * (i + 1), 462 + 21 * i],
  ],
  [
    "reverse words",
    "function f(text) { return text.trim().split(/\\s+/).reverse().map((w) => w[0].toUpperCase() + w.slice(1)).join(' '); }",
    (i) => [" the quick brown fox jumps over the lazy dog".repeat(1 + (i % 3))],
  ],
  [
    "most frequent",
    `function f(list) {
      const seen = new Map();
      for (const x of list) seen.set(x, (seen.get(x) ?? 0) + 1);
      return [...seen].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 3).map(([x]) => x);
    }`,
    (i) => [Array.from({ length: 30 }, (_, j) => (i * j * 7) % 11)],
  ],
  [
    "longest common subsequence",
    `function f(a, b) {
      const best = Array.from({ length: a.length + 1 }, () => Array(b.length + 1).fill(0));
      for (let i = 1; i <= a.length; i++)
        for (let j = 1; j <= b.length; j++)
          best[i][j] = a[i - 1] === b[j - 1] ? best[i - 1][j - 1] + 1 : Math.max(best[i - 1][j], best[i][j - 1]);
      return best[a.length][b.length];
    }`,
    (i) => ["ACGTACGTTAGC".slice(i % 4), "TAGCACGGTTAACG".slice(i % 5)],
  ],
].map(([name, source, list]) => ({
  name,
  source,
  entry: "f",
  calls: Array.from({ length: 10 }, (_, i) => list(i)),
}));

/**
 * Programs a second, one after the other, on one worker: each in an engine that starts anew, with ten calls whose
 * results come back as data. The peer is `node:vm` with a fresh context for each program and no limits: it compiles to
 * machine code and is no sandbox, but is what it costs to keep programs apart without one.
 */
export default async function sandbox({ seconds }) {
  const box = new Sandbox();
  await check(box);
  const rows = [];
  for (const program of PROGRAMS) {
    const contestants = {
      ours: (calls) => times(() => box.run(program), calls),
      peer: (calls) => times(() => inContext(program), calls),
    };
    const ms = await duel(contestants, seconds / PROGRAMS.length);
    const cpu = await cpuMicroseconds(() => box.run(program));
    rows.push({
      program: program.name,
      ours: 1000 / ms.ours,
      peer: 1000 / ms.peer,
      ratio: ms.peer / ms.ours,
      cpuMicroseconds: cpu,
      peerCpuMicroseconds: await cpuMicroseconds(() => inContext(program)),
    });
  }
  const replaced = await replacement();
  await box.close();
  // As many of each: the rate of the mixture is the harmonic mean.
  const rate = (key) => rows.length / rows.reduce((sum, row) => sum + 1 / row[key], 0);
  return {
    name: "sandbox",
    ours: rate("ours"),
    peer: rate("peer"),
    ratio: rate("ours") / rate("peer"),
    unit: "programs/s on one worker (peer: node:vm, a fresh context each)",
    perCpuSecond: 1e6 / (rows.reduce((sum, row) => sum + row.cpuMicroseconds, 0) / rows.length),
    replacementMilliseconds: replaced,
    programs: rows,
  };
}

/** Both sides must give the same results, or their speeds say nothing. */
async function check(box) {
  for (const program of PROGRAMS) {
    const verdict = await box.run(program);
    const expected = inContext(program);
    const same = verdict.results?.every(({ value }, i) => equalJson(expected[i], value));
    if (!same)
      throw new Error(`${program.name}: ${JSON.stringify(verdict)} is not ${JSON.stringify(expected)}`);
  }
}

function inContext({ source, entry, calls }) {
  const context = vm.createContext({});
  vm.runInContext(source, context);
  const call = vm.runInContext(`(list) => JSON.stringify(${entry}(...JSON.parse(list)))`, context);
  return calls.map((list) => JSON.parse(call(JSON.stringify(list))));
}

/** Processor time of the whole process for one call, both threads together. */
async function cpuMicroseconds(call) {
  const found = [];
  for (let turn = 0; turn < 5; turn++) {
    const before = process.cpuUsage();
    for (let i = 0; i < 50; i++) await call();
    const { user, system } = process.cpuUsage(before);
    found.push((user + system) / 50);
  }
  return median(found);
}

/** Milliseconds until the next program has its verdict, beyond the limit, after one whose thread had to be ended. */
async function replacement() {
  const milliseconds = 100;
  const box = new Sandbox({ limits: { milliseconds } });
  const next = { source: "function f() {}", entry: "f", calls: [[]] };
  await box.run(next);
  const found = await times(async () => {
    await box.run({ source: "String(Array(1e9))", entry: "f", calls: [] });
    await box.run(next);
  }, 3);
  await box.close();
  return median(found) - milliseconds;
}
