import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfplay } from "../cli/testing.conformance.js";
import { grpo, localModel, runInfo, train } from "../index.js";

const SETTINGS = {
  sftSteps: 1,
  rlSteps: 1,
  showBatch: 2,
  groups: 2,
  groupSize: 2,
  maxTokens: 2,
  evaluations: 0,
  evaluationExamples: 1,
  evaluationSamples: 1,
} as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-older-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a run that was begun before there were some settings goes on with them by default", {
  timeout: 60_000,
}, async () => {
  const out = join(folder, "run");
  const policy = localModel({ preset: "tiny", contextLength: 64 });
  const algorithm = grpo({ ...SETTINGS, pretrainSteps: 0 });
  await train({ environment: "addition", algorithm, policy, workers: 1, out });
  const file = join(out, "config.json");
  const { settings, ...config } = JSON.parse(await readFile(file, "utf8"));
  const { topK: _, freeze: __, templateOptions: ___, ...older } = settings;
  await writeFile(file, JSON.stringify({ ...config, settings: older }));
  const resume = (given: object) => train({ out, resume: true, algorithm: grpo(given) });
  await expect(resume({ topK: 5 })).rejects.toThrow(/settings topK of .*: expected nothing, .*found 5$/);
  await resume({ rlSteps: 2, topK: 0 });
  expect((await runInfo(out)).progress?.step).toBe(3);
  const flags = (...args: string[]) =>
    selfplay(["train", "--resume", "--out", out, ...args], { cwd: folder });
  expect(await flags("--top-k", "0", "--freeze", "none")).toMatchObject({ status: 0 });
  expect((await flags("--top-k", "5")).stderr).toBe("error: --top-k: this run has 0, found 5\n");
});
