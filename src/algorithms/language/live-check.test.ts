import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Datum } from "../../language/engine/language-engine.js";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { liveCheck } from "./live-check.js";
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

let model: OpenModel;
let frozen: OpenModel;
beforeAll(async () => {
  [model, frozen] = [await tinyModel(), await tinyModel()];
});
afterAll(() => Promise.all([model.engine.close(), frozen.engine.close()]));

const reference = async (data: readonly Datum[]) => (await frozen.engine.forward(data)).logprobs;
const hopeless: Judge = () => ({ reward: { correct: 0 }, solved: false });

describe("where nothing is learnt", () => {
  test.each(["grpo", "dapo", "expert-iteration"] as const)(
    "a step of %s says how far all are apart",
    async (algorithm) => {
      const given = { algorithm, groups: 4, klEvery: 2, klCoefficient: 0 };
      const run = await beginStage(practiceStage(twoDigits(hopeless), given), model, { reference });
      const [first, second] = await makeSteps(run, 0, 2);
      for (const { metrics, trainedTokens } of [first, second]) {
        expect(trainedTokens).toBe(0);
        expect(metrics.samplerTrainerDifference).toBeLessThan(1e-4);
      }
      expect(Math.abs(Number(first.metrics.klToStart))).toBeLessThan(1e-6);
      // Every second step; every round.
      expect("klToStart" in second.metrics).toBe(algorithm === "expert-iteration");
    },
  );

  test("no more than a few sequences are computed, from all over, of every player", async () => {
    const computed: Datum[] = [];
    const engine = Object.create(model.engine, {
      forward: {
        value: (data: readonly Datum[]) => {
          computed.push(...data);
          return model.engine.forward(data);
        },
      },
    }) as typeof model.engine;
    const sequence = (first: number) => ({
      ids: [first, 1, 2],
      mask: [0, 1, 1] as const,
      logprobs: [0, -1, -1],
    });
    const silent = { ids: [], mask: [], logprobs: [] };
    const episodes = Array.from({ length: 30 }, (_, i) =>
      episodeWith({ sequences: [sequence(i % 10), silent] }),
    );
    const asked = { engine, adapter: undefined, reference };
    const found = await liveCheck(asked, episodes, false);
    expect(computed.map(({ inputIds }) => inputIds[0])).toEqual(
      episodes.flatMap((_, i) => (i % 2 ? [] : [i % 10])),
    );
    expect(Object.keys(found)).toEqual(["samplerTrainerDifference"]);
    expect(await liveCheck(asked, [episodeWith({ sequences: [silent] })], true)).toEqual({});
  });
});

describe("expert iteration", () => {
  const given = {
    algorithm: "expert-iteration" as const,
    maxTokens: 1,
    groups: 16,
    learningRate: 5e-3,
    regenerateEpochs: 8,
  };
  const stage = (klEvery: number) => practiceStage(twoDigits(larger, "three", 3), { ...given, klEvery });

  test("compares with the weights that sampled, and measures how far they have come", async () => {
    const reports = await makeSteps(await beginStage(stage(10), model, { reference }), 0, 3);
    for (const { metrics } of reports) expect(metrics.learnerSteps).toBeGreaterThan(0);
    expect(Math.max(...numbers(reports, "samplerTrainerDifference"))).toBeLessThan(1e-4);
    const [first, , third] = numbers(reports, "klToStart");
    expect(Math.abs(first)).toBeLessThan(1e-6);
    expect(third).toBeGreaterThan(0.01);
  });

  test("tells of a sampler that is stale, and measures no divergence where none is wanted", async () => {
    const sample: typeof model.engine.sample = (...asked) => frozen.engine.sample(...asked);
    const engine = Object.create(model.engine, { sample: { value: sample } }) as typeof model.engine;
    const never = () => expect.fail("the reference was asked");
    const [{ metrics }] = await makeSteps(
      await beginStage(stage(0), model, { engine, reference: never }),
      0,
      1,
    );
    expect(metrics.samplerTrainerDifference).toBeGreaterThan(0.01);
    expect(metrics).not.toHaveProperty("klToStart");
  });
});
