import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { Random } from "../../random/index.js";
import { createRun, openRun } from "../../run/index.js";
import { ENDED_FILE } from "./ended-episodes.js";
import { type LanguagePlan, languagePlan } from "./plan.js";
import { EPISODES_FILE } from "./progress.js";
import { type LanguageValues, resolveLanguage } from "./settings.js";
import { type Judge, larger, tinyCheckpoint, twoDigits } from "./testing.conformance.js";
import { trainLanguage } from "./train-language.js";

let folder: string;
let checkpoint: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-resume-"));
  checkpoint = await tinyCheckpoint(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const COMMON = {
  sftSteps: 3,
  showBatch: 8,
  groups: 4,
  groupSize: 4,
  maxTokens: 2,
  warmup: 2,
  evaluations: 0,
  evaluationExamples: 4,
  evaluationSamples: 2,
  // A checkpoint after every step.
  checkpointMinutes: 0,
};

/** Expert iteration whose rounds begin from the first weights, with answers that a model which knows nothing gets right too. */
const FROM_START = {
  algorithm: "expert-iteration",
  roundsFrom: "start",
  rounds: 6,
  sftSteps: 0,
  maxTokens: 1,
  groups: 8,
  groupSize: 8,
  learningRate: 2e-3,
} as const;

/** A training of all stages, with all that a run has to remember. */
function planOf(given: Partial<LanguageValues>, adapter: boolean, practised: Judge = larger): LanguagePlan {
  // A dataset gone through several times, so that expert iteration has to remember what it kept.
  const environment = (judge: Judge) => ({ ...twoDigits(judge, "three", 3), size: () => 6 });
  const shown = environment(larger);
  const environments = { shown, practised: environment(practised), measured: shown };
  const model = { checkpoint, ...(adapter && { lora: { rank: 2 } }) };
  return languagePlan("three", model, environments, resolveLanguage({ ...COMMON, ...given }));
}

/**
 * Trains until there is nothing left to do, or until a step is made.
 *
 * @param how `stop`: as told, the state is saved; `kill`: at once, after the step and before its checkpoint
 */
async function go(
  name: string,
  plan: LanguagePlan,
  until = Number.POSITIVE_INFINITY,
  how?: "stop" | "kill",
  controller = new AbortController(),
) {
  const path = join(folder, name);
  const description = { task: { name: "three" }, algorithm: "grpo", settings: {}, seed: 5 };
  const run = await openRun(path, { write: true }).catch(() => createRun(path, description));
  const { signal } = controller;
  const budget = { minutes: Number.POSITIVE_INFINITY };
  try {
    for await (const event of trainLanguage(plan, { run, seed: 5, workers: 1, budget, signal })) {
      if (event.type !== "metrics" || Number(event.metrics.step) !== until) continue;
      if (how === "kill") break;
      controller.abort(new Error("enough"));
    }
  } finally {
    await run.close();
  }
}

/** What a run comes to: the bytes of its weights and its checkpoint, and its episodes without how long they took. */
async function outcome(name: string, weights: string) {
  const path = join(folder, name);
  const run = await openRun(path);
  const newest = await run.latestCheckpoint();
  const tensors = [...(await newest!.tensors("engine"))].map(([key, { data }]) => [key, data]);
  const episodes = (await readFile(join(path, EPISODES_FILE), "utf8")).trim().split("\n");
  const steps = (await run.metrics()).filter(({ type }) => type === "step");
  return {
    weights: (await readFile(join(path, "models", "last", weights))).toString("base64"),
    tensors,
    episodes: episodes.map((line) => ({ ...(JSON.parse(line) as object), timings: undefined })),
    costs: steps.map(({ processorSeconds }) => Number(processorSeconds)),
    steps: new Map(steps.map(({ step, loss, reward }) => [step, { loss, reward }])),
  };
}

describe("a training that is stopped and killed on its way ends as one that was not", () => {
  test.each([
    ["reinforcement", { rlSteps: 5, curriculum: true, klCoefficient: 0.05, learningRate: 2e-3 }, false],
    ["expert-iteration", { algorithm: "expert-iteration", rounds: 4, pretrainSteps: 2 }, false],
    ["adapter", { algorithm: "dapo", rlSteps: 4, klEvery: 1, updates: 2 }, true],
    ["rounds from the start", { ...FROM_START, sftSteps: 3 }, false],
    ["rounds from the start of a model that is not taught first", FROM_START, false],
    ["rounds from the start of an adapter", { ...FROM_START, sftSteps: 3 }, true],
    ["rounds from the start of a fresh adapter", FROM_START, true],
  ] as const satisfies readonly [string, Partial<LanguageValues>, boolean][])(
    "%s",
    async (name, given: Partial<LanguageValues>, adapter) => {
      const plan = planOf(given, adapter);
      const weights = adapter ? "adapter_model.safetensors" : "model.safetensors";
      await go(`${name}-whole`, plan);
      const random = new Random(11, name);
      const last = plan.stages.reduce((sum, { steps }) => sum + steps, 0);
      const [first, second] = [1 + random.integer(3), 4 + random.integer(last - 4)];
      await go(`${name}-resumed`, plan, first, "stop");
      await go(`${name}-resumed`, plan, second, "kill");
      await go(`${name}-resumed`, plan);
      const [whole, resumed] = [
        await outcome(`${name}-whole`, weights),
        await outcome(`${name}-resumed`, weights),
      ];
      expect(resumed.weights === whole.weights).toBe(true);
      expect(resumed.tensors).toEqual(whole.tensors);
      expect(resumed.episodes).toEqual(whole.episodes);
      const kept = whole.episodes.filter((episode) => "kept" in episode && episode.kept);
      expect(kept.length > 0).toBe(given.algorithm === "expert-iteration");
      expect(resumed.steps).toEqual(whole.steps);
      expect(whole.steps.size).toBe(last);
      expect(resumed.costs[0]).toBeGreaterThan(0);
      expect(resumed.costs.slice(1).every((cost, i) => cost >= resumed.costs[i])).toBe(true);
    },
  );
});

test.each([
  ["reinforcement", { curriculum: true, klCoefficient: 0.05 }, "rlSteps", 0],
  ["expert-iteration", { algorithm: "expert-iteration" }, "rounds", 0],
  ["rounds from the start", { algorithm: "expert-iteration", roundsFrom: "start" }, "rounds", 0],
  ["fine-tuning alone, which is then followed by practice", {}, "rlSteps", -4],
] as const)(
  "%s that had ended goes on with more steps as if it had had them from the start",
  async (name, given, length, fewer) => {
    const common = { ...given, schedule: "constant" } as const;
    const long = planOf({ ...common, [length]: 6 }, false);
    await go(`${name}-long`, long);
    await go(`${name}-longer`, planOf({ ...common, [length]: 4 + fewer }, false));
    await go(`${name}-longer`, long);
    const weights = "model.safetensors";
    const [whole, longer] = [
      await outcome(`${name}-long`, weights),
      await outcome(`${name}-longer`, weights),
    ];
    expect(longer.weights === whole.weights).toBe(true);
    expect(longer.tensors).toEqual(whole.tensors);
    expect(longer.tensors.some(([key]) => String(key).startsWith("optimizer/"))).toBe(true);
    expect(longer.episodes).toEqual(whole.episodes);
    expect(longer.steps).toEqual(whole.steps);
    const lines = await (await openRun(join(folder, `${name}-longer`))).metrics();
    const ends = lines.filter(({ when }) => when === "end").map(({ step }) => step);
    expect(ends).toEqual([3 + 4 + fewer, 9]);
  },
);

test.each([
  ["grpo", { rlSteps: 3 }],
  ["expert-iteration", { algorithm: "expert-iteration", rounds: 3 }],
] as const)("%s stopped in the middle of a step judges nothing twice", async (name, given) => {
  let judged = 0;
  const counting: Judge = (...answer) => {
    judged++;
    return larger(...answer);
  };
  await go(`${name}-calm`, planOf(given, false, counting));
  const all = judged;
  judged = 0;
  const stopped = `${name}-stopped`;
  const controller = new AbortController();
  // All of the first step, and five episodes of the second.
  const before = 16 + 5;
  const hanging: Judge = (...answer) => (judged < before ? counting(...answer) : stopOnceKept());
  const stopOnceKept = async () => {
    const kept = async () =>
      (await readFile(join(folder, stopped, ENDED_FILE), "utf8")).split("\n").length - 1;
    await vi.waitUntil(async () => (await kept()) === 5, { timeout: 10_000 });
    controller.abort(new Error("enough"));
    return new Promise<never>(() => {});
  };
  await go(stopped, planOf(given, false, hanging), Number.POSITIVE_INFINITY, "stop", controller);
  expect(judged).toBe(before);
  await go(stopped, planOf(given, false, counting));
  expect(judged).toBe(all);
  const weights = "model.safetensors";
  const [whole, resumed] = [await outcome(`${name}-calm`, weights), await outcome(stopped, weights)];
  expect(resumed.episodes).toEqual(whole.episodes);
  expect(resumed.weights === whole.weights).toBe(true);
});
