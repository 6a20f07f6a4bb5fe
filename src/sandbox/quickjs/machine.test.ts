import { expect, test } from "vitest";
import { sandboxLimits } from "../limits.js";
import { Budget } from "./budget.js";
import { compiledEngine, mostGrownBytes } from "./engine.js";
import { Machine } from "./machine.js";
import { runProgram } from "./run-program.js";

const limits = sandboxLimits({ memoryBytes: 4 << 20, milliseconds: 30_000 });

async function start() {
  const machine = new Machine(await compiledEngine(limits.memoryBytes), limits, 0);
  const run = (source: string) => {
    const budget = new Budget(limits.steps, limits.milliseconds);
    machine.reset(budget);
    return runProgram(machine, { source, entry: "f", calls: ["[]"] }, budget, limits);
  };
  return { machine, run };
}

test("an ordinary program leaves the memory as large as it was", async () => {
  const { machine, run } = await start();
  run("function f() { return new Map(Array.from({ length: 500 }, (_, i) => ['k' + i, { i }])).size; }");
  expect(machine.grownBytes).toBe(0);
});

test("the memory as a whole is bounded, and full memory is still a verdict", async () => {
  const { machine, run } = await start();
  const bomb = "function f() { const a = []; for (;;) a.push(new Uint8Array(1e5)); }";
  const before = run(bomb);
  expect(before).toEqual({ kind: "ok", results: [{ kind: "memory" }] });
  // The thread would take another machine long before; this one cannot take more than the module lets it.
  for (let i = 0; i < 20; i++) expect(run(bomb)).toEqual(before);
  const most = 3 * limits.memoryBytes + mostGrownBytes(limits.memoryBytes);
  expect(machine.grownBytes).toBeLessThan(most);
  expect(run("function f() { return 1; }")).toEqual({ kind: "ok", results: [{ kind: "value", value: "1" }] });
});

test("arguments or a source for which there is no memory", async () => {
  const { machine } = await start();
  const huge = " ".repeat(40 << 20);
  for (const program of [
    { source: `${huge}function f() {}`, entry: "f", calls: ["[]"] },
    { source: "function f() {}", entry: "f", calls: [`[${huge}]`] },
  ]) {
    const budget = new Budget(limits.steps, limits.milliseconds);
    machine.reset(budget);
    const verdict = runProgram(machine, program, budget, limits);
    expect(verdict.kind === "ok" ? verdict.results : [verdict]).toEqual([{ kind: "memory" }]);
  }
});
