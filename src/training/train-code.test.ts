import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { evaluate, grpo, localModel, runEpisodes, train } from "../index.js";

const folder = await mkdtemp(join(tmpdir(), "selfplay-code-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Threads that were started while something was done, and that have not ended since. */
async function threadsOf(work: () => Promise<unknown>): Promise<{ started: number; left: number }> {
  const threads: Worker[] = [];
  const note = (thread: Worker) => threads.push(thread);
  process.on("worker", note);
  await work();
  process.off("worker", note);
  // A thread that has ended has no number any more.
  return { started: threads.length, left: threads.filter(({ threadId }) => threadId !== -1).length };
}

test("programs are judged in as many threads as there are workers, which all end", async () => {
  const out = join(folder, "run");
  const steps = { sftSteps: 1, rlSteps: 1, groups: 4, groupSize: 4, maxTokens: 16 };
  // The divergence would be measured by threads of its own.
  const measurements = { evaluations: 0, evaluationExamples: 10, evaluationSamples: 1, klEvery: 0 };
  const training = await threadsOf(() =>
    train({
      environment: "code",
      algorithm: grpo({ ...steps, ...measurements }),
      policy: localModel({ preset: "tiny", contextLength: 256 }),
      workers: 3,
      out,
    }),
  );
  // Three of the model, and three of the sandbox.
  expect(training).toEqual({ started: 6, left: 0 });
  let played = 0;
  for await (const { end } of runEpisodes(out)) {
    expect(end).toBe("done");
    played++;
  }
  expect(played).toBe(16);
  const options = { examples: 10, samples: 1, threads: 1 } as const;
  const measured = await threadsOf(async () => {
    const { errors } = await evaluate(out, options);
    expect(errors).toEqual({});
  });
  expect(measured).toEqual({ started: 2, left: 0 });
});
