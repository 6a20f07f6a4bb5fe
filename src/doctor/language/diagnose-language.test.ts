import { describe, expect, test } from "vitest";
import type { OpenModel } from "../../algorithms/language/model.js";
import type { LanguageValues } from "../../algorithms/language/settings.js";
import type { Stage, StageContext } from "../../algorithms/language/stage.js";
import { fineTune, supervisedStep } from "../../algorithms/language/supervised.js";
import {
  beginStage,
  type Judge,
  larger,
  makeSteps,
  OPTIMIZER,
  practiceStage,
  tinyModel,
  twoDigits,
} from "../../algorithms/language/testing.conformance.js";
import { demonstrator } from "../../rollout/text/demonstrator.js";
import { playEpisodes } from "../../rollout/text/play-episodes.js";
import type { Round } from "../finding.js";
import { diagnoseLanguage } from "./diagnose-language.js";

/** What is done to make a run sick. */
interface Sickness {
  readonly judge?: Judge;
  readonly settings?: Partial<LanguageValues>;
  /** Steps of fine-tuning on the larger of two digits before practice. Default 16, which teaches half of it. */
  readonly taught?: number;
  readonly steps?: number;
  readonly context?: (model: OpenModel) => Promise<Partial<StageContext>>;
}

/** A fine-tuning long enough to teach the form of an answer. */
const teaching = (steps: number, learningRate = 5e-3): Stage =>
  fineTune({
    name: "sft",
    environment: twoDigits(larger, "five", 5),
    steps,
    batchSize: 16,
    examples: 0,
    learningRate,
    warmup: 2,
    schedule: "constant",
    ...OPTIMIZER,
  });

/** Steps of a stage as lines of a run's metrics. */
async function linesOf(stage: Stage, model: OpenModel, steps: number, context: Partial<StageContext> = {}) {
  const reports = await makeSteps(await beginStage(stage, model, context), 0, steps);
  // As they are read back from a file, where what is no number has become null.
  return reports.map(
    ({ metrics }, i) =>
      JSON.parse(JSON.stringify({ type: "step", step: i + 1, stage: stage.name, ...metrics })) as Round,
  );
}

/** The weights of a model that was shown so much, and the lines of that; each is taught once. */
const taughtModels = new Map<number, ReturnType<typeof teach>>();

async function teach(steps: number) {
  const model = await tinyModel();
  const lines = await linesOf(teaching(steps), model, steps);
  const state = await model.engine.saveState();
  await model.engine.close();
  return { lines, state };
}

/** Trains a tiny model with something done to it; the lines of its metrics. */
async function train({ judge = larger, settings = {}, taught = 16, steps = 14, context }: Sickness) {
  const shown = await (taughtModels.get(taught) ?? taughtModels.set(taught, teach(taught)).get(taught)!);
  const [model, frozen] = [await tinyModel(), await tinyModel()];
  try {
    for (const { engine } of [model, frozen]) await engine.loadState(shown.state);
    const reference: StageContext["reference"] = async (data) => (await frozen.engine.forward(data)).logprobs;
    const stage = practiceStage(twoDigits(judge, "five", 5), { ...SETTINGS, ...settings });
    const practised = await linesOf(stage, model, steps, { reference, ...(await context?.(model)) });
    return [...shown.lines, ...practised];
  } finally {
    await model.engine.close();
    await frozen.engine.close();
  }
}

const SETTINGS = { learningRate: 2e-3, groups: 8, maxTokens: 4, klEvery: 1 };

async function names(sickness: Sickness): Promise<string[]> {
  const found = diagnoseLanguage(await train(sickness), { algorithm: "grpo", ...sickness.settings });
  return found.map(({ name }) => name);
}

describe("the doctor of language models", () => {
  test.each(["grpo", "expert-iteration"] as const)(
    "finds nothing wrong with a healthy run of %s",
    async (algorithm) => {
      const lines = await train({ settings: { algorithm, groups: 16, updates: 2 }, steps: 16 });
      expect(diagnoseLanguage(lines, { algorithm })).toEqual([]);
      const [before, after] = [lines[16], lines[31]].map(({ solved }) => Number(solved));
      expect(after).toBeGreaterThan(before + 0.1);
    },
  );

  test("sees a learning rate that is too high, in practice", async () => {
    const found = await names({ settings: { learningRate: 0.1 }, taught: 32 });
    expect(found).toContain("lost-again");
    expect(found).toContain("far-from-start");
  });

  test("sees a policy that gives one answer to everything", async () => {
    const four: Judge = (answer, digits) =>
      ({ ...larger(answer, digits), reward: { four: answer === "4" ? 1 : 0 } }) as never;
    expect(await names({ judge: four, settings: { learningRate: 1e-2 } })).toContain("entropy-collapse");
  });

  test("sees rewards that are all the same", async () => {
    const even: Judge = (answer, digits) => ({ ...larger(answer, digits), reward: { even: 1 } }) as never;
    expect(await names({ judge: even, steps: 6 })).toContain("no-signal");
  });

  test("sees a length that explodes", async () => {
    const wordy: Judge = (answer, digits) =>
      ({ ...larger(answer, digits), reward: { length: answer.length } }) as never;
    const found = await names({ judge: wordy, settings: { maxTokens: 12, learningRate: 5e-3 }, steps: 18 });
    expect(found).toContain("length-explosion");
  });

  test("sees a reward that can be hacked", async () => {
    const careless: Judge = (answer, digits) =>
      ({ ...larger(answer, digits), reward: { high: answer.startsWith("4") ? 1 : 0 } }) as never;
    const found = await names({ judge: careless, settings: { learningRate: 5e-3 } });
    expect(found).toContain("hackable-reward");
    expect(found).toContain("far-from-start");
  });

  test("sees a mask that is broken", async () => {
    const model = await tinyModel();
    const environment = twoDigits();
    const unmasked: Stage = {
      ...teaching(4),
      begin: async (context) => ({
        async step(index) {
          const jobs = Array.from({ length: 8 }, (_, i) => ({
            split: "train" as const,
            index: 8 * index + i,
          }));
          const policy = demonstrator(environment, context.tokenizer);
          const episodes = await playEpisodes({ environment, policy }, jobs);
          return supervisedStep(context, episodes, () => 1, {
            learningRate: 1e-3,
            ...OPTIMIZER,
          });
        },
      }),
    };
    const found = diagnoseLanguage(await linesOf(unmasked, model, 2), {});
    await model.engine.close();
    expect(found.map(({ name }) => name)).toEqual(["broken-mask"]);
  });

  test("sees a sampler that is stale", async () => {
    const stale = await tinyModel();
    const context = async ({ engine }: OpenModel) => {
      await stale.engine.loadState(await engine.saveState());
      // Trains one model and samples from another that never gets the new weights.
      const sample: typeof engine.sample = (requests, options) => stale.engine.sample(requests, options);
      return { engine: Object.create(engine, { sample: { value: sample } }) as typeof engine };
    };
    expect(await names({ settings: { learningRate: 5e-3 }, context, steps: 6 })).toContain("stale-sampler");
    await stale.engine.close();
  });

  test("sees answers that are cut off", async () => {
    expect(await names({ taught: 0, settings: { maxTokens: 3 }, steps: 6 })).toContain("truncated");
  });

  test("sees answers that are not in the form asked for", async () => {
    const strict: Judge = (answer, digits) =>
      ({ ...larger(answer, digits), metrics: { format: answer.startsWith("x") ? 1 : 0 } }) as never;
    expect(await names({ judge: strict, steps: 6 })).toContain("invalid");
  });

  test("sees updates that are clipped away", async () => {
    const settings = { epochs: 4, clipLow: 0.999, clipHigh: 1.001 };
    expect(await names({ settings, steps: 6 })).toContain("clipped");
  });

  test("sees a loss that rises", async () => {
    const model = await tinyModel();
    const found = diagnoseLanguage(await linesOf(teaching(30, 0.5), model, 30), {});
    await model.engine.close();
    expect(found.map(({ name }) => name)).toContain("rising-loss");
  });

  test("says nothing before there is enough to tell", () => {
    const young = {
      type: "step",
      stage: "rl",
      reward: 0,
      solved: 0,
      entropy: 0,
      noSignalShare: 1,
      truncatedShare: 1,
    };
    expect(diagnoseLanguage([young, young, young], {})).toEqual([]);
  });
});
