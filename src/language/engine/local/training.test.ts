import { describe, expect, test } from "vitest";
import { float32ToFloat16 } from "../../../run/half.js";
import type { LossConfig, LossName } from "../language-engine.js";
import { type Batch, layOut } from "./batch.js";
import { localEngine } from "./open-local-engine.js";
import { Pieces } from "./pieces.conformance.js";
import { planBatches } from "./plan.js";
import { distance, TrainingFixture } from "./training.conformance.js";

const fixture = new TrainingFixture();
const { config, data } = fixture;
const initial = fixture.group("initial/");
const LOSSES: readonly (readonly [LossName, LossConfig])[] = [
  ["cross_entropy", {}],
  ["importance_sampling", {}],
  ["ppo", { clipLow: 0.7, clipHigh: 1.1 }],
  ["cispo", { clipLow: 0.7, clipHigh: 1.1 }],
  ["dro", { beta: 0.3 }],
];
const ADAPTERS = [
  ["lora", ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]],
  ["lora-head", ["k_proj", "lm_head"]],
] as const;

const batchesOf = (budget: number) =>
  planBatches(data, { budget, workers: 1, attention: 0 }, "weighted").workers[0].map(({ batch }) => batch);

/** All three sequences in one batch, the last two in one row. */
function together(): Batch {
  const [first, second, third] = data.map(({ inputIds }) => inputIds.length);
  const placements = [
    { sequence: 0, row: 0, start: 0 },
    { sequence: 1, row: 1, start: 0 },
    { sequence: 2, row: 1, start: second },
  ];
  return layOut(data, { time: Math.max(first, second + third), rows: 2, placements }, "weighted").batch;
}
const flat = (rows: readonly Float32Array[]) => rows.flatMap((row) => [...row]);

describe("losses and their gradients are those of PyTorch", () => {
  test.each(LOSSES.flatMap((loss) => [1, 3].map((count) => [...loss, count] as const)))(
    "%s %o, in %d batches",
    async (name, lossConfig, count) => {
      // Few logits at a time as well.
      const mostLogits = (count === 1 ? 64 : 9) * config.vocabulary;
      const pieces = await Pieces.open(config, initial, { mostLogits });
      const batches = count === 1 ? [together()] : batchesOf(9);
      expect(batches.length).toBe(count);
      let total = 0;
      for (const batch of batches) {
        const { loss } = await pieces.trainer.forwardBackward(batch, { name, config: lossConfig }, undefined);
        total += loss;
      }
      expect(distance([total], fixture.floats(`${name}/loss`))).toBeLessThan(1e-5);
      for (const [parameter, wanted] of fixture.group(`${name}/gradient/`)) {
        const found = pieces.parameters.trained.sum(parameter).data as Float32Array;
        expect(distance(found, wanted), parameter).toBeLessThan(1e-4);
      }
      await pieces.close();
    },
  );

  test("log-probabilities stand where their tokens do; a named loss leaves out those whose weight is 0", async () => {
    const engine = await localEngine({ config, weights: initial, inThread: true, tokenBudget: 16 });
    const { logprobs } = await engine.forwardBackward(data, "cross_entropy");
    const weights = data.flatMap((datum) => [...datum.weights!]);
    const all = fixture.floats("cross_entropy/logprobs");
    const wanted = all.map((p, i) => (weights[i] === 0 ? 0 : p));
    expect(distance(flat(logprobs), wanted)).toBeLessThan(1e-5);
    expect(weights).toContain(0);
    const bare = data.map(({ inputIds, targetIds }) => ({ inputIds, targetIds }));
    for (const given of [bare, data]) {
      expect(distance(flat((await engine.forward(given)).logprobs), all)).toBeLessThan(1e-5);
    }
    await engine.close();
  });

  test("a custom loss has the gradient that its caller computes", async () => {
    const [own, custom] = await Promise.all(
      [1, 2].map(() => localEngine({ config, weights: initial, inThread: true })),
    );
    const named = await own.forwardBackward(data, "importance_sampling");
    const everywhere = fixture.floats("cross_entropy/logprobs");
    const found = await custom.forwardBackward(data, (given, logprobs) => {
      expect(distance(flat(logprobs), everywhere)).toBeLessThan(1e-5);
      const terms = given.map(({ weights, logprobs: q, advantages }, i) =>
        logprobs[i].map((p, j) => -weights![j] * Math.exp(p - q![j]) * advantages![j]),
      );
      // The derivative of exp(p) is exp(p).
      return { loss: flat(terms).reduce((a, b) => a + b), gradients: terms };
    });
    expect(distance([found.loss], [named.loss])).toBeLessThan(1e-5);
    expect(distance(flat(found.logprobs), everywhere)).toBeLessThan(1e-5);
    const steps = await Promise.all([own, custom].map((engine) => engine.optimStep({ learningRate: 0.1 })));
    expect(distance([steps[1].gradientNorm], [steps[0].gradientNorm])).toBeLessThan(1e-5);
    await Promise.all([own.close(), custom.close()]);
  });

  test.each(ADAPTERS.flatMap(([name, targets]) => [32, 16].map((bits) => [name, targets, bits] as const)))(
    "gradients of an adapter, %s on %o, the model held in %d bits",
    async (group, targets, bits) => {
      const held = new Map(
        [...initial].map(([name, values]) => [name, bits === 32 ? values : narrowed(values)]),
      );
      // A few logits at a time.
      const pieces = await Pieces.open(config, held, { trained: [], mostLogits: 9 * config.vocabulary });
      const adapter = pieces.adapter({ rank: 3, alpha: 6, targets }, fixture.group(`${group}/initial/`));
      const batch = together();
      const loss = { name: "importance_sampling", config: {} } as const;
      const result = await pieces.trainer.forwardBackward(batch, loss, adapter);
      expect(distance([result.loss], fixture.floats(`${group}/loss`))).toBeLessThan(1e-5);
      for (const [name, wanted] of fixture.group(`${group}/gradient/`)) {
        const found = adapter.trained.sum(name).data as Float32Array;
        expect(distance(found, wanted), name).toBeLessThan(1e-4);
      }
      await pieces.close();
    },
  );
});

function narrowed(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  float32ToFloat16(values, halves);
  return halves;
}

describe("optimiser", () => {
  test("three steps of AdamW with clipping are PyTorch's", async () => {
    const engine = await localEngine({ config, weights: initial, inThread: true });
    const norms: number[] = [];
    for (const learningRate of [0.01, 0.02, 0.005]) {
      // In two parts: gradients gather.
      await engine.forwardBackward(data.slice(0, 1), "cross_entropy");
      await engine.forwardBackward(data.slice(1), "cross_entropy");
      const adam = { learningRate, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 0.5 };
      norms.push((await engine.optimStep(adam)).gradientNorm);
    }
    expect(distance(norms, fixture.floats("adamw/norms"))).toBeLessThan(1e-4);
    for (const name of initial.keys()) {
      const wanted = fixture.floats(`adamw/${name}`);
      expect(distance(await engine.parameter(name), wanted), name).toBeLessThan(1e-4);
    }
    await engine.close();
  });

  test("a learning rate of zero changes nothing in ten steps", async () => {
    const engine = await localEngine({ config, weights: initial, inThread: true });
    const before = await engine.forward(data);
    for (let step = 0; step < 10; step++) {
      await engine.forwardBackward(data, "ppo");
      const { gradientNorm } = await engine.optimStep({ learningRate: 0 });
      expect(gradientNorm).toBeGreaterThan(1);
    }
    expect((await engine.forward(data)).logprobs).toEqual(before.logprobs);
    await engine.close();
  });
});
