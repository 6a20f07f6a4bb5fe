import { expect, test } from "vitest";
import type { AdamStep } from "../../language/engine/language-engine.js";
import { languagePlan } from "./plan.js";
import { type LanguageValues, resolveLanguage } from "./settings.js";
import { beginStage, makeSteps, tinyModel, twoDigits } from "./testing.conformance.js";

const environment = twoDigits((answer) => ({ reward: { low: answer < "5" ? 1 : 0 }, solved: answer < "5" }));
const environments = { shown: environment, practised: environment, measured: environment };
const SMALL = { pretrainSteps: 2, sftSteps: 2, rlSteps: 2, rounds: 2, showBatch: 8, groups: 4, maxTokens: 2 };
const NAMED = {
  beta1: 0.8,
  beta2: 0.99,
  epsilon: 1e-6,
  clipNorm: 0.5,
  weightDecay: 0.2,
  showWeightDecay: 0.1,
};

/** The stages of a training, by themselves. */
function stagesOf(given: Partial<LanguageValues>) {
  const values = resolveLanguage({ ...SMALL, warmup: 0, klEvery: 0, ...given });
  return languagePlan("two-digits", { preset: "tiny" }, environments, values).stages;
}

/** Two steps of each stage, from the same weights, and what they ended with; what the optimiser was told. */
async function twoSteps(given: Partial<LanguageValues>) {
  const ends: Float32Array[] = [];
  const told: AdamStep[] = [];
  for (const stage of stagesOf(given)) {
    const model = await tinyModel();
    const engine = new Proxy(model.engine, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== "optimStep") return value.bind(target);
        return (adam: AdamStep) => {
          told.push(adam);
          return target.optimStep(adam);
        };
      },
    });
    await makeSteps(await beginStage(stage, { ...model, engine }), 0, 2);
    ends.push(await model.engine.parameter("model.layers.0.mlp.up_proj.weight"));
    await model.engine.close();
  }
  return { ends, told };
}

test.each(["grpo", "expert-iteration"] as const)(
  "every step of all stages with %s has them",
  async (algorithm) => {
    const { told } = await twoSteps({ algorithm, ...NAMED });
    const { showWeightDecay, ...practised } = NAMED;
    const decays = told.map(({ learningRate: _, weightDecay, ...adam }) => {
      expect(adam).toEqual({ beta1: 0.8, beta2: 0.99, epsilon: 1e-6, clipNorm: 0.5 });
      return weightDecay;
    });
    expect(decays.length).toBeGreaterThanOrEqual(6);
    expect(decays.slice(0, 4)).toEqual(new Array(4).fill(showWeightDecay));
    expect([...new Set(decays.slice(4))]).toEqual([practised.weightDecay]);
  },
);

test("each of them changes what is learnt in each stage", async () => {
  const { ends: usual } = await twoSteps({});
  for (const given of [{ beta1: 0.5 }, { beta2: 0.5 }, { epsilon: 1e-3 }]) {
    const { ends } = await twoSteps(given);
    expect(ends).toHaveLength(3);
    ends.forEach((weights, stage) => {
      expect(weights, JSON.stringify(given)).not.toEqual(usual[stage]);
      expect(weights.every(Number.isFinite)).toBe(true);
    });
  }
});

test.each([
  [{ beta1: 1 }, "beta1: expected a number from 0, below 1, found 1"],
  [{ beta2: -0.1 }, "beta2: expected a number from 0, below 1, found -0.1"],
  [{ epsilon: 0 }, "epsilon: expected a number from 1e-30 to 1, found 0"],
  [{ clipNorm: 0 }, "clipNorm: expected a number above 0, up to 1000000000, found 0"],
])("%j is refused", (given, message) => {
  expect(() => resolveLanguage(given)).toThrow(message);
});

test("the least of all is still no division of nothing", async () => {
  const { ends } = await twoSteps({ epsilon: 1e-30, beta1: 0, beta2: 0 });
  for (const weights of ends) expect(weights.every(Number.isFinite)).toBe(true);
});
