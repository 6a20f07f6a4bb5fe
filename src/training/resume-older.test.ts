import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfplay } from "../cli/testing.conformance.js";
import { grpo, localModel, runInfo, train } from "../index.js";
import { SMALL } from "./small-settings.conformance.js";

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
  const algorithm = grpo(SMALL);
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

test("a run that kept names in the order in which they were given goes on with them in any", {
  timeout: 60_000,
}, async () => {
  const out = join(folder, "ordered");
  const policy = localModel({ preset: "tiny", contextLength: 64 });
  const algorithm = grpo({ ...SMALL, freeze: "embed_tokens,layers.0" });
  await train({ environment: "addition", algorithm, policy, workers: 1, out });
  const file = join(out, "config.json");
  const { settings, ...config } = JSON.parse(await readFile(file, "utf8"));
  const older = { ...settings, freeze: "layers.0,embed_tokens" };
  await writeFile(file, JSON.stringify({ ...config, settings: older }));
  const flags = (...args: string[]) =>
    selfplay(["train", "--resume", "--out", out, ...args], { cwd: folder });
  for (const freeze of ["layers.0,embed_tokens", "embed_tokens,layers.0"])
    expect(await flags("--freeze", freeze)).toMatchObject({ status: 0, stderr: "" });
  expect(await flags("--rl-steps", "2")).toMatchObject({ status: 0, stderr: "" });
  expect((await flags("--freeze", "layers.0")).stderr).toBe(
    "error: --freeze: this run has embed_tokens,layers.0, found layers.0\n",
  );
});
