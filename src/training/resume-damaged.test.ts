import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grpo, localModel, runInfo, train } from "../index.js";
import { SMALL } from "./small-settings.conformance.js";

let folder: string;
let run: string;
const at = (...names: string[]) => join(run, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-damaged-"));
  run = join(folder, "run");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const resume = (fallback = false) => train({ out: run, resume: true, fallback, workers: 1 });
const stepsOfEpisodes = async () =>
  new Set(
    (await readFile(at("episodes.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { policyVersion: number }).policyVersion),
  );

describe("a run that has lost some of its episodes", { sequential: true, timeout: 60_000 }, () => {
  test("is gone on with from before them, and comes to the same", async () => {
    const algorithm = grpo({ ...SMALL, rlSteps: 2, checkpointMinutes: 0 });
    const policy = localModel({ preset: "tiny", contextLength: 64 });
    await train({ environment: "addition", algorithm, policy, workers: 1, out: run });
    const { weightsSha256, checkpoints } = await runInfo(run);
    const steps = await stepsOfEpisodes();
    const { size } = await stat(at("episodes.jsonl"));
    await truncate(at("episodes.jsonl"), size - 10);
    const before = checkpoints.at(-2);
    await expect(resume()).rejects.toThrow(
      `episodes.jsonl: expected at least ${size} bytes, found ${size - 10}; the last good checkpoint is that of step ${before} `,
    );
    await resume(true);
    expect((await runInfo(run)).weightsSha256).toBe(weightsSha256);
    expect(await stepsOfEpisodes()).toEqual(steps);
    await resume();
  });

  test("also where all are lost", async () => {
    await rm(at("episodes.jsonl"));
    await expect(resume()).rejects.toThrow(/episodes\.jsonl: is missing; .*, with what is left of the logs$/);
    await resume(true);
    await resume();
  });

  test("and one with a damaged line in its metrics is refused before it trains", async () => {
    const metrics = await readFile(at("metrics.jsonl"), "utf8");
    await writeFile(at("metrics.jsonl"), metrics.replace("{", "X"));
    await expect(resume()).rejects.toThrow(
      /metrics\.jsonl: line 1 is not valid JSON; the last good checkpoint/,
    );
    await resume(true);
    await resume();
  });
});
