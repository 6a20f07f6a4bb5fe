import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LanguageAlgorithm } from "../algorithms/algorithm.js";
import { grpo, localModel, runInfo, train } from "../index.js";
import { SMALL } from "./small-settings.conformance.js";

const SHOWN = { ...SMALL, rlSteps: 0 };

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-longer-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fresh = localModel({ preset: "tiny", contextLength: 64 });
const begin = (out: string, algorithm: LanguageAlgorithm, policy = fresh) =>
  train({ environment: "addition", algorithm, policy, workers: 1, out: at(out) });
const lengthen = (out: string) =>
  train({ out: at(out), resume: true, algorithm: grpo({ rlSteps: 1 }), workers: 1 });
const stepsOf = async (out: string) => (await runInfo(at(out))).config.settings.rlSteps;

const GREEDY =
  /^topP: expected a number above 1\/\d+ \(of \d+ tokens the most likely always has that\) in practice with grpo, .*found 0\.001$/;

describe("a run that is to practise", { sequential: true, timeout: 60_000 }, () => {
  test("is not begun where top-p leaves one token of its vocabulary", async () => {
    await expect(begin("greedy", grpo({ ...SMALL, topP: 0.001 }))).rejects.toThrow(GREEDY);
    expect(existsSync(at("greedy"))).toBe(false);
  });

  test("nor lengthened so where it was begun without practice", async () => {
    await begin("shown", grpo({ ...SHOWN, topP: 0.001 }));
    await expect(lengthen("shown")).rejects.toThrow(GREEDY);
    expect(await stepsOf("shown")).toBe(0);
  });

  test("is as long as it was where its checkpoint has moved", async () => {
    await begin("first", grpo(SHOWN));
    const model = at("first", "models", "last");
    await begin("tuned", grpo(SHOWN), localModel({ checkpoint: model }));
    await rename(model, at("moved"));
    await expect(lengthen("tuned")).rejects.toThrow("it is the checkpoint below the training of");
    expect(await stepsOf("tuned")).toBe(0);
    await rename(at("moved"), model);
    await lengthen("tuned");
    expect(await stepsOf("tuned")).toBe(1);
  });
});
