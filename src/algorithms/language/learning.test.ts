import { describe, expect, test } from "vitest";
import type { Datum } from "../../language/engine/language-engine.js";
import { policyGradientDatum } from "./datum.js";
import { groupEpisodes } from "./groups.js";
import type { OpenModel } from "./model.js";
import {
  beginStage,
  type Judge,
  larger,
  makeSteps,
  numbers,
  practiceStage,
  tinyModel,
  twoDigits,
} from "./testing.conformance.js";

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Frees a model when the test has had it. */
async function withModel<T>(use: (model: OpenModel) => Promise<T>): Promise<T> {
  const model = await tinyModel();
  return use(model).finally(() => model.engine.close());
}

describe("practice lets a model that knows nothing find out what is paid for", () => {
  test.each(["grpo", "dr-grpo", "rloo", "cispo", "gspo"] as const)("%s", async (algorithm) => {
    const rewards = await withModel(async (model) => {
      // Two updates a step, so that the second learns from answers of an older policy and bounds matter.
      const given = { algorithm, rlSteps: 36, learningRate: 2e-3, updates: 2, maxTokens: 1 };
      const stage = practiceStage(twoDigits(larger, "larger-of-three", 3), given);
      return numbers(await makeSteps(await beginStage(stage, model), 0, 36), "reward");
    });
    expect(mean(rewards.slice(0, 3))).toBeLessThan(0.25);
    expect(mean(rewards.slice(-5))).toBeGreaterThan(0.8);
  });
});

describe("a step of practice", () => {
  test("with a learning rate of 0 leaves every log-probability as it was, and sampler and trainer agree", async () => {
    await withModel(async (model) => {
      const run = await beginStage(practiceStage(twoDigits(), { learningRate: 0, rlSteps: 10 }), model);
      const [first] = await makeSteps(run, 0, 1);
      const data: Datum[] = first.episodes!.map(({ sequences }) => policyGradientDatum(sequences[0], 1));
      const before = await model.engine.forward(data);
      const later = await makeSteps(run, 1, 9);
      expect((await model.engine.forward(data)).logprobs).toEqual(before.logprobs);
      // Some of the answers were paid for, so that there was something to learn.
      expect(Math.max(...numbers(later, "gradientNorm").filter(Number.isFinite))).toBeGreaterThan(0);
      const differences = numbers([first, ...later], "samplerTrainerDifference").filter(Number.isFinite);
      expect(differences.length).toBeGreaterThan(3);
      expect(Math.max(...differences)).toBeLessThan(1e-4);
      for (const [i, datum] of data.entries())
        for (const [t, weight] of datum.weights!.entries())
          if (weight === 1) expect(before.logprobs[i][t]).toBeCloseTo(datum.logprobs![t], 4);
    });
  });

  test("of which no answer is better than another teaches nothing and says so", async () => {
    await withModel(async (model) => {
      const even: Judge = () => ({ reward: { even: 0.5 }, solved: false });
      const run = await beginStage(practiceStage(twoDigits(even)), model);
      const state = await model.engine.saveState();
      const [{ metrics, trainedTokens }] = await makeSteps(run, 0, 1);
      expect(metrics).toMatchObject({ noSignalShare: 1, rewardDeviation: 0, reward: 0.5, hackedShare: 1 });
      expect(metrics).not.toHaveProperty("loss");
      expect(trainedTokens).toBe(0);
      expect(await model.engine.saveState()).toEqual(state);
    });
  });

  test("with dynamic sampling goes on until enough groups have a signal, and learns from those", async () => {
    await withModel(async (model) => {
      // About half of the examples are paid for every second answer.
      const sometimes: Judge = (answer, [a]) => {
        const solved = a < 5 && answer.length > 0 && answer.charCodeAt(0) % 2 === 0;
        return { reward: { correct: solved ? 1 : 0 }, solved };
      };
      const given = { algorithm: "dapo" as const, groups: 4, groupSize: 4 };
      const run = await beginStage(practiceStage(twoDigits(sometimes), given), model);
      const [{ metrics, episodes }] = await makeSteps(run, 0, 1);
      const groups = groupEpisodes(episodes!, "mean");
      expect(groups.length).toBeGreaterThan(4);
      expect(groups.filter(({ signal }) => signal)).toHaveLength(4);
      expect(metrics.noSignalShare).toBeCloseTo(1 - 4 / groups.length, 10);
      // Rounds that follow ask for no more than what is missing.
      expect(new Set(episodes!.map(({ index, sample }) => `${index}/${sample}`)).size).toBe(episodes!.length);
    });
  });
});

describe("a reward function that fails", () => {
  /** Does not give a reward for some of the examples. */
  const sick: Judge = (answer, digits) => {
    if (digits[0] === 0) throw new Error("the judge is out");
    if (digits[0] === 1) return new Promise(() => undefined);
    if (digits[0] === 2) return { reward: { correct: Number.NaN }, solved: false };
    return larger(answer, digits);
  };
  const CODES = ["BAD_REWARD", "THREW", "TIME_LIMIT"];

  test.each(["grpo", "expert-iteration"] as const)(
    "by throwing, hanging or returning NaN is a typed error on that episode, and %s goes on",
    async (algorithm) => {
      await withModel(async (model) => {
        const given = {
          algorithm,
          rlSteps: 3,
          rounds: 3,
          groups: 24,
          maxTokens: 1,
          environmentSeconds: 0.02,
        };
        const run = await beginStage(practiceStage(twoDigits(sick), given), model);
        const reports = await makeSteps(run, 0, 3);
        for (const { metrics, episodes } of reports) {
          const failed = episodes!.filter(({ errors }) => errors.length > 0);
          expect(metrics["errors.environment"]).toBe(failed.length);
          expect(failed.every(({ end, solved }) => end === "error" && !solved)).toBe(true);
          expect(failed.length).toBeLessThan(episodes!.length);
        }
        const codes = reports.flatMap(({ episodes }) =>
          episodes!.flatMap(({ errors }) => errors.map((e) => e.code)),
        );
        expect([...new Set(codes)].sort()).toEqual(CODES);
        const norms = numbers(reports, "gradientNorm");
        expect(norms.some((norm) => norm > 0)).toBe(true);
        expect(numbers(reports, "reward").every(Number.isFinite)).toBe(true);
      });
    },
  );
});

describe("the penalty on the divergence from where practice began", () => {
  /** Divergence at each step of practice, measured against the untouched model. */
  async function divergences(klCoefficient: number): Promise<number[]> {
    const frozen = await tinyModel();
    const reports = await withModel(async (model) => {
      const given = { klCoefficient, klEvery: 1, learningRate: 5e-3, maxTokens: 1 };
      const stage = practiceStage(twoDigits(larger, "three", 3), given);
      const reference = async (data: readonly Datum[]) => (await frozen.engine.forward(data)).logprobs;
      return makeSteps(await beginStage(stage, model, { reference }), 0, 8);
    });
    await frozen.engine.close();
    return numbers(reports, "klToStart").filter(Number.isFinite);
  }

  test("begins at nothing, grows without it, and is held down by it", async () => {
    const [free, held] = [await divergences(0), await divergences(1)];
    expect(Math.abs(free[0])).toBeLessThan(1e-6);
    expect(Math.abs(held[0])).toBeLessThan(1e-6);
    expect(free.at(-1)).toBeGreaterThan(0.1);
    expect(held.at(-1)).toBeLessThan(free.at(-1)! / 2);
  });
});
