import type { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { checkTextEnvironment, type Example } from "../environments/index.js";
import { loadTextEnvironment } from "../environments/load-text-environment.js";
import { OptionError } from "../errors.js";
import { playEpisodes, type TextPolicy } from "../rollout/index.js";
import { findRecipe } from "./registry.js";
import { type SandboxRunner, sandboxRunner } from "./sandbox-runner.js";

/** One that the engine counts no steps of, and one that it does. */
const RUNAWAY = ["const f = () => String(Array(1e9))", "function f() { for (;;); }"];

/** What only the clock ends, it ends soon. */
const SOON = { steps: Number.MAX_SAFE_INTEGER, milliseconds: 200 };

const runners: SandboxRunner[] = [];
const open = (...options: Parameters<typeof sandboxRunner>) => {
  const runner = sandboxRunner(...options);
  runners.push(runner);
  return runner;
};
afterEach(() => Promise.all(runners.splice(0).map((runner) => runner.close())));

const run = ({ runProgram }: SandboxRunner, source: string) =>
  runProgram(source, "f", [[2]], { signal: new AbortController().signal });

test("no answer is at fault for those that are judged before it", async () => {
  const environment = await loadTextEnvironment("code", {}, open({ workers: 2, limits: SOON }));
  const policy: TextPolicy = async (_, { example }) => {
    const { index } = example as Example & { readonly index: number };
    if (index % 2 === 0) return { content: environment.demonstrate!(example)[0].content };
    // A program that the thread has to be ended for takes longer: a few of them will do.
    return { content: RUNAWAY[index % 20 === 1 ? 0 : 1] };
  };
  const jobs = Array.from({ length: 40 }, (_, index) => ({ split: "train", index }) as const);
  const limits = { environment: 0.25 };
  const episodes = await playEpisodes({ environment, policy, limits }, jobs);
  // All together were under way for much longer than one answer may take.
  expect(Math.max(...episodes.map(({ timings }) => timings.environment))).toBeGreaterThan(1);
  expect(episodes.map(({ end, solved, metrics }) => [end, solved, metrics.overTime])).toEqual(
    jobs.map(({ index }) => (index % 2 === 0 ? ["done", true, 0] : ["done", false, 1])),
  );
});

test("the environments of the recipe keep their own time", async () => {
  const environments = await findRecipe("code")!.environments({}, open());
  expect(Object.values(environments).map(({ keepsTime }) => keepsTime)).toEqual([true, true, true]);
});

test("steps end a loop long before the clock does", async () => {
  const runner = open({ workers: 1, limits: { milliseconds: 60_000 } });
  const started = performance.now();
  const [result] = await run(runner, "function f(x) { for (;;) x = [x].concat(1).slice(1); }");
  expect(result).toMatchObject({ ok: false, reason: "time" });
  expect(performance.now() - started).toBeLessThan(30_000);
});

test("starts as many threads as it has workers, and ends them", async () => {
  const threads: Worker[] = [];
  const note = (thread: Worker) => threads.push(thread);
  process.on("worker", note);
  const runner = open({ workers: 3 });
  const program = "const f = (x) => x + 1";
  const results = await Promise.all(Array.from({ length: 12 }, () => run(runner, program)));
  process.off("worker", note);
  expect(results).toEqual(new Array(12).fill([{ ok: true, value: 3 }]));
  expect(threads).toHaveLength(3);
  const working = run(runner, RUNAWAY[0]);
  const refused = expect(working).rejects.toMatchObject({ code: "SANDBOX_CLOSED" });
  await runner.close();
  await refused;
  // A thread that has ended has no number any more.
  expect(threads.map(({ threadId }) => threadId)).toEqual([-1, -1, -1]);
});

test("refuses what is no number of workers, before any program comes", () => {
  expect(() => sandboxRunner({ workers: 0 })).toThrow(OptionError);
  expect(() => sandboxRunner({ worker: 2 } as object)).toThrow(/^option of sandboxRunner: .*mean workers/);
});

test("makes a task that is in order", async () => {
  const environment = await loadTextEnvironment("code", { difficulty: 2 }, open());
  expect(await checkTextEnvironment(environment)).toEqual([]);
});
