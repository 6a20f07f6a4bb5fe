import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createRun } from "../../run/index.js";
import type { ProgressEvent, TrainEvent } from "../algorithm.js";
import { Clock } from "../clock.js";
import { Completion } from "./completion.js";
import { Meanwhile } from "./meanwhile.js";
import { languagePlan } from "./plan.js";
import { newProgress } from "./progress.js";
import type { OnEnded } from "./pulse.js";
import { resolveLanguage } from "./settings.js";
import type { Stage } from "./stage.js";
import { type Judge, larger, tinyCheckpoint, twoDigits } from "./testing.conformance.js";
import { trainLanguage } from "./train-language.js";

describe("the time left", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  const rl: Stage = { name: "rl", practises: true, steps: 10, cost: 4, begin: () => Promise.reject() };

  /** What is told of something after a minute in which 20 of 80 have ended, in a run whose steps take a minute. */
  async function toldAfterAMinute(
    budget: { minutes: number },
    stage: number,
    begin: (
      meanwhile: Meanwhile,
      action: (onEnded: OnEnded) => Promise<void>,
    ) => AsyncGenerator<ProgressEvent>,
  ): Promise<ProgressEvent | undefined> {
    const progress = newProgress();
    const clock = new Clock(budget, 0);
    const completion = new Completion([rl], progress, clock);
    for (let i = 0; i < 3; i++) completion.stepped(60);
    progress.stage = stage;
    const meanwhile = new Meanwhile({ clock, completion, examiner: { strength: undefined }, progress });
    const told: ProgressEvent[] = [];
    const action = async (onEnded: OnEnded) => {
      onEnded(0, 80);
      vi.advanceTimersByTime(59_500);
      onEnded(20, 80);
      vi.advanceTimersByTime(500);
    };
    for await (const event of begin(meanwhile, action)) told.push(event);
    return told.at(-1);
  }

  test("of a measurement has what is left of it on top, within the budget", async () => {
    const unlimited = { minutes: Number.POSITIVE_INFINITY };
    const told = await toldAfterAMinute(unlimited, 0, (meanwhile, action) => meanwhile.measuring(action));
    expect(told).toMatchObject({
      phase: "measuring",
      minutes: 1,
      timeLeftMinutes: 10 + 3,
      share: 0,
      counts: {},
    });
    expect(told?.underway).toEqual({ seconds: 60, ended: { count: 20, of: 80, unit: "answers" } });
    const limited = await toldAfterAMinute({ minutes: 5 }, 0, (meanwhile, action) =>
      meanwhile.measuring(action),
    );
    expect(limited?.timeLeftMinutes).toBe(4);
  });

  test("of the measurement at the end is what is left of it", async () => {
    const budget = { minutes: Number.POSITIVE_INFINITY };
    const told = await toldAfterAMinute(budget, 1, (meanwhile, action) => meanwhile.measuring(action));
    expect(told).toMatchObject({ timeLeftMinutes: 3, share: 1 });
  });

  test("of a step goes on falling", async () => {
    const budget = { minutes: Number.POSITIVE_INFINITY };
    const told = await toldAfterAMinute(budget, 0, (meanwhile, action) => meanwhile.stepping(rl, action));
    expect(told).toMatchObject({ phase: "rl", timeLeftMinutes: 9 });
    expect(told?.underway?.ended).toEqual({ count: 20, of: 80, unit: "episodes" });
  });
});

test("a training with a slow judge tells of its demonstrations, episodes and answers while it waits", {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "selfplay-meanwhile-"));
  // All are judged at once but for the last.
  let judged = 0;
  const slow: Judge = async (...answer) => {
    if (++judged % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 2500));
    return larger(...answer);
  };
  const environment = twoDigits(slow);
  const environments = { shown: environment, practised: environment, measured: environment };
  const settings = resolveLanguage({
    ...{ pretrainSteps: 0, sftSteps: 1, showBatch: 8, rlSteps: 1, groups: 2, groupSize: 4, maxTokens: 2 },
    ...{ evaluations: 0, evaluationExamples: 8, evaluationSamples: 1 },
  });
  const plan = languagePlan(
    "two-digits",
    { checkpoint: await tinyCheckpoint(folder) },
    environments,
    settings,
  );
  const description = { task: { name: "two-digits" }, algorithm: "grpo", settings: {}, seed: 5 };
  const run = await createRun(join(folder, "run"), description);
  const budget = { minutes: Number.POSITIVE_INFINITY };
  const signal = new AbortController().signal;
  const seen: TrainEvent[] = [];
  try {
    for await (const event of trainLanguage(plan, { run, seed: 5, workers: 1, budget, signal }))
      seen.push(event);
  } finally {
    await run.close();
    await rm(folder, { recursive: true });
  }
  const told = seen.flatMap((event) => (event.type === "progress" ? [event] : []));
  const ended = told.map(({ phase, underway }) => [phase, underway?.ended?.count, underway?.ended?.unit]);
  const evaluations = seen.filter(({ type }) => type === "evaluation").length;
  expect([ended[0], evaluations]).toEqual([["measuring", 0, "answers"], 3]);
  expect(ended).toContainEqual(["sft", 7, "demonstrations"]);
  expect(ended).toContainEqual(["measuring", 7, "answers"]);
  expect(ended).toContainEqual(["rl", 7, "episodes"]);
});
