import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EngineError, TrainingError } from "../../errors.js";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { createRun, openRun } from "../../run/index.js";
import { brokenTensor, checkFinite, diverged, notFinite } from "./diverged.js";
import { languagePlan } from "./plan.js";
import { engineState } from "./progress.js";
import { type LanguageValues, resolveLanguage } from "./settings.js";
import { tinyCheckpoint, twoDigits } from "./testing.conformance.js";
import { trainLanguage } from "./train-language.js";

describe("what is no number", () => {
  test("is known by its code, whoever says it", () => {
    expect(notFinite(new EngineError("NAN_LOSS", "the loss is NaN"))).toBe("the loss is NaN");
    expect(notFinite(new EngineError("FROZEN", "nothing is trained"))).toBeUndefined();
    expect(notFinite(new Error("NAN_LOSS"))).toBeUndefined();
  });

  test("ends a training where the policy's episodes hold it, not where an environment failed", () => {
    const failing = (boundary: "engine" | "environment", code: string) =>
      episodeWith({ errors: [{ boundary, code, message: "because", turn: 1 }] });
    expect(() => checkFinite([episodeWith(), failing("environment", "BAD_REWARD")])).not.toThrow();
    expect(() => checkFinite([episodeWith(), failing("engine", "NAN_LOGPROBS")])).toThrow("because");
  });

  test("is found in a state by the tensor's name, and bits of halves are not taken for it", () => {
    const whole = { shape: [2], data: Float32Array.of(1, -2) };
    const bits = { shape: [1], data: Uint16Array.of(0x7e00) };
    expect(
      brokenTensor(
        new Map<string, typeof whole | typeof bits>([
          ["a", whole],
          ["b", bits],
        ]),
      ),
    ).toBeUndefined();
    for (const x of [Number.NaN, Number.NEGATIVE_INFINITY])
      expect(
        brokenTensor(
          new Map([
            ["a", whole],
            ["c", { shape: [2], data: Float32Array.of(0, x) }],
          ]),
        ),
      ).toBe("c");
  });
});

describe("a training whose learning rate is far too high stops, leaves its last checkpoint intact and says so", () => {
  let folder: string;
  let checkpoint: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "selfplay-diverged-"));
    checkpoint = await tinyCheckpoint(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const SMALL = {
    groups: 4,
    groupSize: 4,
    maxTokens: 2,
    evaluations: 0,
    evaluationExamples: 2,
    checkpointMinutes: 0,
  };

  /** What a training with a learning rate beyond what settings allow ends with, and the run that it leaves. */
  async function diverge(name: string, given: Partial<LanguageValues>) {
    const environment = twoDigits(undefined, "three", 3);
    const environments = { shown: environment, practised: environment, measured: environment };
    const values = {
      ...resolveLanguage(SMALL),
      warmup: 0,
      learningRate: 1e38,
      showLearningRate: 1e38,
      ...given,
    };
    const plan = languagePlan("three", { checkpoint }, environments, values);
    const path = join(folder, name);
    const run = await createRun(path, { task: { name: "three" }, algorithm: "grpo", settings: {}, seed: 5 });
    const budget = { minutes: Number.POSITIVE_INFINITY };
    const { signal } = new AbortController();
    const training = async () => {
      for await (const event of trainLanguage(plan, { run, seed: 5, workers: 1, budget, signal })) void event;
    };
    const error = await training().then(
      () => expect.fail("the training did not diverge"),
      (reason: unknown) => reason as TrainingError,
    );
    await run.close();
    return { error, run: await openRun(path) };
  }

  test.each([
    ["fine-tuning", { sftSteps: 9, rlSteps: 0 }, "showLearningRate"],
    ["practice", { rlSteps: 9 }, "learningRate"],
    ["expert iteration", { algorithm: "expert-iteration", rounds: 9 }, "learningRate"],
  ] as const)(
    "in %s",
    async (name, given, rateSetting) => {
      const { error, run } = await diverge(name, given);
      const told = (await run.metrics()).at(-1)!;
      expect(told).toMatchObject({
        type: "diverged",
        rateSetting,
        message: expect.stringContaining("finite"),
      });
      const newest = (await run.latestCheckpoint())!;
      expect(newest.step).toBe(Number(told.step) - 1);
      expect(brokenTensor(await engineState(newest))).toBeUndefined();
      expect(error).toBeInstanceOf(TrainingError);
      expect(error.code).toBe("DIVERGED");
      expect(error.message).toContain(`step ${told.step} (${told.stage}, `);
      expect(error.message).toContain(
        `${newest.path} is intact; begin a new run with a ${rateSetting} a tenth as large`,
      );
    },
    60_000,
  );
});

test("where nothing was saved yet, that is said", () => {
  const moment = { step: 1, stage: "rl", stageStep: 1, rateSetting: "learningRate" };
  expect(diverged("the loss is NaN", moment, undefined).message).toMatch(
    /^step 1 \(rl, 1 of that stage\): the loss is NaN\. There is no checkpoint yet; begin a new run /,
  );
});
