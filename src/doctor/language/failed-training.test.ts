import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languagePlan } from "../../algorithms/language/plan.js";
import { resolveLanguage } from "../../algorithms/language/settings.js";
import { tinyCheckpoint, twoDigits } from "../../algorithms/language/testing.conformance.js";
import { trainLanguage } from "../../algorithms/language/train-language.js";
import { createRun, openRun } from "../../run/index.js";
import { diagnoseLanguage } from "./diagnose-language.js";

test("a training that ends in an error leaves it in its metrics, where the doctor finds it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "selfplay-failed-"));
  const environment = twoDigits();
  const environments = { shown: environment, practised: environment, measured: environment };
  const settings = resolveLanguage({
    sftSteps: 5,
    rlSteps: 0,
    evaluations: 0,
    evaluationExamples: 2,
    maxTokens: 2,
  });
  const plan = languagePlan(
    "two-digits",
    { checkpoint: await tinyCheckpoint(folder) },
    environments,
    settings,
  );
  const [stage] = plan.stages;
  const broken = {
    ...stage,
    begin: async (...given: Parameters<typeof stage.begin>) => {
      const begun = await stage.begin(...given);
      return {
        step: (i: number) => (i < 2 ? begun.step(i) : Promise.reject(new Error("no room on the moon"))),
      };
    },
  };
  const path = join(folder, "run");
  const run = await createRun(path, {
    task: { name: "two-digits" },
    algorithm: "grpo",
    settings: {},
    seed: 1,
  });
  const context = { run, seed: 1, workers: 1, budget: { steps: 9 }, signal: new AbortController().signal };
  const training = async () => {
    for await (const event of trainLanguage({ ...plan, stages: [broken] }, context)) void event;
  };
  await expect(training()).rejects.toThrow("no room on the moon");
  await run.close();
  const metrics = await (await openRun(path)).metrics();
  expect(metrics.at(-1)).toMatchObject({ type: "failed", step: 2, message: "no room on the moon" });
  expect(diagnoseLanguage(metrics, {})).toContainEqual(
    expect.objectContaining({ name: "failed", evidence: "after step 2: no room on the moon" }),
  );
  await rm(folder, { recursive: true, force: true });
});
