import { afterAll, describe, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import type { TransformerConfig } from "../../config.js";
import { transformerPreset } from "../../presets.js";
import type { Datum } from "../language-engine.js";
import type { LocalEngine } from "./local-engine.js";
import { localEngine } from "./open-local-engine.js";
import { Pieces } from "./pieces.conformance.js";
import { planBatches } from "./plan.js";
import { distance, TrainingFixture } from "./training.conformance.js";

const VOCABULARY = 40;
const preset = transformerPreset("tiny", { vocabulary: VOCABULARY, contextLength: 64 });
/** Larger weights than fresh ones have, so that distributions are far from even. */
const config: TransformerConfig = { ...preset, layers: 1, initializerRange: 0.15 };

const open: LocalEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

/** An engine whose adapter has learnt something. */
async function engineOf(changes: Partial<TransformerConfig>, targets: readonly string[]) {
  const engine = await localEngine({
    config: { ...config, ...changes },
    seed: 3,
    train: "none",
    inThread: true,
  });
  open.push(engine);
  await engine.createAdapter("a", { rank: 2, targets });
  await learn(engine, 3);
  return engine;
}

const random = new Random(5, "texts");
const text = (length: number) => Int32Array.from({ length }, () => random.integer(VOCABULARY));
const DATA: readonly Datum[] = [12, 7].map((length) => ({ inputIds: text(length), targetIds: text(length) }));

async function learn(engine: LocalEngine, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    losses.push((await engine.forwardBackward(DATA, "cross_entropy", { adapter: "a" })).loss);
    await engine.optimStep({ learningRate: 0.05 }, { adapter: "a" });
  }
  return losses;
}

describe("an adapter on the output", () => {
  test.each([
    ["tied, weights as inputs of the sampler's programs", { tiedEmbeddings: true }],
    ["untied", { tiedEmbeddings: false }],
    ["tied, weights as constants", { tiedEmbeddings: true, vocabulary: 17_000 }],
    ["untied, weights as constants", { tiedEmbeddings: false, vocabulary: 17_000 }],
  ])("sampler and trainer agree while it learns: %s", async (_, changes) => {
    const engine = await engineOf(changes, ["lm_head", "q_proj"]);
    const bare = await engine.forward(DATA);
    const promptIds = text(9);
    for (let round = 0; round < 2; round++) {
      const asked = {
        promptIds,
        parameters: { maxTokens: 8 },
        samples: 2,
        seed: round,
        promptLogprobs: true,
      };
      const [{ sequences, promptLogprobs }] = await engine.sample([asked], { adapter: "a" });
      for (const { ids, logprobs } of sequences) {
        const all = Int32Array.from([...promptIds, ...ids]);
        const datum = { inputIds: all.slice(0, -1), targetIds: all.slice(1) };
        const [expected] = (await engine.forward([datum], { adapter: "a" })).logprobs;
        [...promptLogprobs!.slice(1), ...logprobs].forEach((logprob, i) => {
          expect(Math.abs(logprob - expected[i])).toBeLessThan(1e-4);
        });
      }
      const losses = await learn(engine, 3);
      expect(losses[2]).toBeLessThan(losses[0]);
    }
    // The model below it is what it was, its embedding too.
    expect((await engine.forward(DATA)).logprobs).toEqual(bare.logprobs);
  });

  test("goes on from a saved state to the same bits", async () => {
    const first = await engineOf({}, ["lm_head"]);
    const state = structuredClone(await first.saveState());
    const wanted = await learn(first, 3);
    const second = await localEngine({ config, seed: 3, train: "none", inThread: true });
    open.push(second);
    await second.loadState(state);
    expect((await second.adapter("a")).adapter).toMatchObject({ rank: 2, targets: ["lm_head"] });
    expect(await learn(second, 3)).toEqual(wanted);
    expect(await second.saveState()).toEqual(await first.saveState());
    expect(second.parameters.trained).toBe(2 * (config.hiddenSize + VOCABULARY));
  });

  test("its gradients are those of finite differences", async () => {
    const fixture = new TrainingFixture();
    const pieces = await Pieces.open(fixture.config, fixture.group("initial/"), { trained: [] });
    const initial = new Map(
      [...fixture.group("lora-head/initial/")].filter(([name]) => /lm_head/.test(name)),
    );
    const adapter = pieces.adapter({ rank: 3, alpha: 6, targets: ["lm_head"] }, initial);
    const [{ batch }] = planBatches(fixture.data, { budget: 64, workers: 1, attention: 0 }, "weighted")
      .workers[0];
    const loss = { name: "cross_entropy", config: {} } as const;
    const lossNow = async () => (await pieces.trainer.forwardBackward(batch, loss, adapter)).loss;
    for (const name of initial.keys()) {
      // Gradients of the losses below are gathered too.
      adapter.trained.drop();
      await lossNow();
      const gradient = Float32Array.from(adapter.trained.sum(name).data as Float32Array);
      const weights = adapter.trained.memory(name).data as Float32Array;
      const found = [];
      const places = [0, 7, weights.length - 1];
      for (const place of places) {
        const [before, step] = [weights[place], 0.02];
        weights[place] = before + step;
        const above = await lossNow();
        weights[place] = before - step;
        found.push((above - (await lossNow())) / (2 * step));
        weights[place] = before;
      }
      expect(
        distance(
          places.map((place) => gradient[place]),
          found,
        ),
        name,
      ).toBeLessThan(5e-3);
    }
    await pieces.close();
  });
});
