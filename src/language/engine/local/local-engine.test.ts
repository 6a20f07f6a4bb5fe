import { afterAll, describe, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import type { TransformerConfig } from "../../config.js";
import { parameterCount, parameterShapes } from "../../parameter-shapes.js";
import { transformerPreset } from "../../presets.js";
import type { CustomLoss, Datum, LossName, TensorData } from "../language-engine.js";
import type { LocalEngine } from "./local-engine.js";
import { type LocalEngineOptions, localEngine } from "./open-local-engine.js";

const VOCABULARY = 24;
const config: TransformerConfig = {
  ...transformerPreset("tiny", { vocabulary: VOCABULARY, contextLength: 64 }),
  hiddenSize: 32,
  intermediateSize: 48,
  heads: 2,
  kvHeads: 1,
  headDimension: 16,
};

const open: LocalEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

async function engineOf(options: Partial<LocalEngineOptions> = {}): Promise<LocalEngine> {
  const engine = await localEngine({ config, seed: 1, inThread: true, ...options });
  open.push(engine);
  return engine;
}

const random = new Random(5, "data");
const datum = (length: number): Datum => {
  const ids = () => Int32Array.from({ length }, () => random.integer(VOCABULARY));
  const numbers = () => Float32Array.from({ length }, () => random.normal());
  return {
    inputIds: ids(),
    targetIds: ids(),
    logprobs: numbers().map((x) => -3 + x / 10),
    advantages: numbers(),
  };
};
const data = [7, 20, 3, 11].map(datum);
const adam = { learningRate: 0.01, weightDecay: 0.1, clipNorm: 1 };
const prompts = [{ promptIds: Int32Array.of(1, 2, 3), parameters: { maxTokens: 12 }, samples: 3, seed: 9 }];

async function train(engine: LocalEngine, steps: number, adapter?: string): Promise<number[]> {
  const named = adapter === undefined ? {} : { adapter };
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    losses.push((await engine.forwardBackward(data, "cross_entropy", named)).loss);
    await engine.optimStep(adam, named);
  }
  return losses;
}

/** A state as it is after a way over the disk, in memory of its own. */
const copied = (state: ReadonlyMap<string, TensorData>) =>
  new Map([...state].map(([name, { shape, data: values }]) => [name, { shape, data: values.slice() }]));

describe("training", () => {
  test("learns, and repeats itself to the last bit", async () => {
    const [first, second] = [await engineOf(), await engineOf()];
    const losses = await train(first, 12);
    expect(losses[11]).toBeLessThan(0.7 * losses[0]);
    expect(await train(second, 12)).toEqual(losses);
    expect(await second.saveState()).toEqual(await first.saveState());
    expect(await second.sample(prompts)).toEqual(await first.sample(prompts));
  });

  test("goes on from a saved state to the same bits, adapters included", async () => {
    const first = await engineOf();
    await first.createAdapter("a", { rank: 2, targets: ["q_proj", "down_proj"] });
    await train(first, 3);
    await train(first, 2, "a");
    const state = copied(await first.saveState());
    const wanted = [await train(first, 3), await train(first, 3, "a")];

    const second = await engineOf({ seed: 77 });
    await second.createAdapter("b", { rank: 1 });
    await second.loadState(state);
    expect(await train(second, 3)).toEqual(wanted[0]);
    expect(await train(second, 3, "a")).toEqual(wanted[1]);
    expect(await second.saveState()).toEqual(await first.saveState());
    await expect(train(second, 1, "b")).rejects.toThrow(/adapter: expected one of a, found b/);
    expect(await second.sample(prompts, { adapter: "a" })).toEqual(
      await first.sample(prompts, { adapter: "a" }),
    );
  });

  test("gradients gathered in parts are those of the whole", async () => {
    const [whole, parts] = [await engineOf(), await engineOf({ tokenBudget: 8 })];
    await whole.forwardBackward(data, "importance_sampling");
    for (const one of data) await parts.forwardBackward([one], "importance_sampling");
    const norms = await Promise.all([whole, parts].map((engine) => engine.optimStep({ learningRate: 0 })));
    expect(norms[1].gradientNorm).toBeCloseTo(norms[0].gradientNorm, 3);
    // Then they are gone.
    expect((await whole.optimStep({ learningRate: 0 })).gradientNorm).toBe(0);
  });

  test("reports what it computed", async () => {
    const engine = await engineOf({ tokenBudget: 20 });
    const { computed, padding } = await engine.forward(data);
    expect(computed - padding).toBe(41);
    expect(padding / computed).toBeLessThan(0.1);
  });
});

describe("what is trained", () => {
  test("frozen parameters stay, the others learn", async () => {
    const engine = await engineOf({ train: (name) => name.includes("layers.1.mlp") });
    const names = [...parameterShapes(config).keys()];
    const before = await Promise.all(names.map((name) => engine.parameter(name)));
    const losses = await train(engine, 4);
    expect(losses[3]).toBeLessThan(losses[0]);
    for (const [i, name] of names.entries()) {
      const changed = (await engine.parameter(name)).some((value, j) => value !== before[i][j]);
      expect(changed, name).toBe(name.includes("layers.1.mlp"));
    }
    const sizes = [...(await engine.saveState()).keys()].filter((name) => !name.startsWith("optimizer"));
    expect(sizes.sort()).toEqual(names.filter((name) => name.includes("layers.1.mlp")).sort());
    expect(engine.parameters.trained).toBe(3 * 32 * 48);
  });

  test("adapters side by side leave the model and each other alone", async () => {
    const engine = await engineOf({ train: "none" });
    const bare = await engine.forward(data);
    await engine.createAdapter("a", { rank: 2 });
    await engine.createAdapter("b", { rank: 3, alpha: 1, targets: ["v_proj", "up_proj"] });
    expect((await engine.forward(data, { adapter: "a" })).logprobs).toEqual(bare.logprobs);
    const losses = await train(engine, 5, "a");
    expect(losses[4]).toBeLessThan(losses[0]);
    expect((await engine.forward(data)).logprobs).toEqual(bare.logprobs);
    expect((await engine.forward(data, { adapter: "b" })).logprobs).toEqual(bare.logprobs);
    expect(engine.parameters).toEqual({
      total: parameterCount(config) + 2624,
      // Rank times inputs and outputs of q, k, v, o, gate, up and down; of v and up.
      trained: 2 * (2 * (64 + 48 + 48 + 64 + 3 * 80) + 3 * (48 + 80)),
    });
    const failed = engine.forwardBackward(data, "cross_entropy");
    await expect(failed).rejects.toMatchObject({ code: "FROZEN" });
  });

  test("sampling uses the newest weights", async () => {
    const engine = await engineOf();
    const before = await engine.sample(prompts);
    await train(engine, 5);
    const after = await engine.sample(prompts);
    expect(after).not.toEqual(before);
    const ids = Int32Array.from([...prompts[0].promptIds, ...after[0].sequences[0].ids]);
    const { logprobs } = await engine.forward([{ inputIds: ids.slice(0, -1), targetIds: ids.slice(1) }]);
    after[0].sequences[0].logprobs.forEach((logprob, i) => {
      expect(Math.abs(logprob - logprobs[0][i + 2])).toBeLessThan(1e-4);
    });
  });

  test("parameters held in 16 bits are narrowed where they are frozen", async () => {
    const engine = await engineOf({ train: (name) => name.includes("k_proj"), frozenBits: 16 });
    const wide = await engineOf();
    const name = "model.layers.0.self_attn.q_proj.weight";
    const [narrow, exact] = [await engine.parameter(name), await wide.parameter(name)];
    expect(narrow).not.toEqual(exact);
    narrow.forEach((value, i) => {
      expect(Math.abs(value - exact[i])).toBeLessThanOrEqual(Math.abs(exact[i]) / 2048 + 3e-8);
    });
    const losses = await train(engine, 3);
    expect(losses[2]).toBeLessThan(losses[0]);
    const kept = engine.parameter("model.layers.0.self_attn.k_proj.weight");
    expect(await kept).not.toEqual(await wide.parameter("model.layers.0.self_attn.k_proj.weight"));
  });
});

describe("what does not fit is refused", () => {
  const [one] = data;
  test.each<[string, Partial<Datum>, LossName, string, RegExp]>([
    [
      "empty",
      { inputIds: new Int32Array(0) },
      "ppo",
      "BAD_DATUM",
      /data\[0\]\.inputIds: expected tokens, found none/,
    ],
    ["too long", { inputIds: new Int32Array(65) }, "ppo", "SEQUENCE_TOO_LONG", /at most 64.*found 65/],
    [
      "targets",
      { targetIds: new Int32Array(3) },
      "ppo",
      "BAD_DATUM",
      /targetIds: expected 7 elements.*found 3/,
    ],
    [
      "advantages",
      { advantages: new Float32Array(8) },
      "ppo",
      "BAD_DATUM",
      /advantages: expected 7.*found 8/,
    ],
    [
      "weights",
      { weights: new Float32Array(1) },
      "cross_entropy",
      "BAD_DATUM",
      /weights: expected 7.*found 1/,
    ],
    [
      "id",
      { targetIds: new Int32Array(7).fill(24) },
      "ppo",
      "BAD_DATUM",
      /targetIds\[0\].*0 to 23, found 24/,
    ],
  ])("%s", async (_, changed, loss, code, message) => {
    const engine = open[0] ?? (await engineOf());
    const failed = engine.forwardBackward([{ ...one, ...changed }], loss);
    await expect(failed).rejects.toMatchObject({ name: "EngineError", code });
    await expect(failed).rejects.toThrow(message);
  });

  test("numbers that a loss needs and does not get", async () => {
    const engine = open[0] ?? (await engineOf());
    const bare = [{ inputIds: one.inputIds, targetIds: one.targetIds }];
    await expect(engine.forwardBackward(bare, "crossentropy" as LossName)).rejects.toThrow(
      'loss: expected one of cross_entropy, importance_sampling, ppo, cispo, dro, or a function, found "crossentropy"',
    );
    expect(() => transformerPreset("tiny", { vocabulary: Number.NaN })).toThrow(
      /^vocabulary: expected the tok/,
    );
    await expect(engine.forwardBackward(bare, "dro")).rejects.toThrow(
      /data\[0\]\.logprobs.*dro, found nothing/,
    );
    await expect(engine.forwardBackward(bare, "cross_entropy")).resolves.toBeDefined();
  });

  test("a loss that is no number; gradients gathered are dropped with it", async () => {
    const engine = await engineOf();
    await engine.forwardBackward(data, "cross_entropy");
    const spoilt = { ...one, advantages: one.advantages!.map((value, i) => (i === 2 ? Number.NaN : value)) };
    const failed = engine.forwardBackward([...data, spoilt], "importance_sampling");
    await expect(failed).rejects.toMatchObject({ code: "NAN_LOSS" });
    await expect(failed).rejects.toThrow(/importance_sampling: expected a finite loss, found NaN/);
    expect((await engine.optimStep({ learningRate: 0.1 })).gradientNorm).toBe(0);
  });

  const zeros = data.map(({ inputIds }) => new Float32Array(inputIds.length));
  test.each<[string, unknown, string, string]>([
    ["NaN", { loss: Number.NaN, gradients: zeros }, "NAN_LOSS", "expected a finite loss, found NaN"],
    ["∞", { loss: -1 / 0, gradients: zeros }, "NAN_LOSS", "expected a finite loss, found -Infinity"],
    ["no loss", { gradients: zeros }, "BAD_LOSS", "expected a number as loss, found undefined"],
    ["nothing", undefined, "BAD_LOSS", "expected { loss, gradients }, found undefined"],
    ["no gradients", { loss: 0 }, "BAD_LOSS", "expected an array of gradients, found undefined"],
    [
      "few gradients",
      { loss: 0, gradients: zeros.slice(1) },
      "BAD_LOSS",
      "expected gradients for 4 data, found 3",
    ],
    [
      "a gradient left out",
      { loss: 0, gradients: [zeros[0], undefined, zeros[2], zeros[3]] },
      "BAD_LOSS",
      "gradient of data[1]: expected a Float32Array, found undefined",
    ],
    [
      "a short gradient",
      { loss: 0, gradients: [zeros[0], zeros[1].slice(1), zeros[2], zeros[3]] },
      "BAD_LOSS",
      "gradient of data[1]: expected 20 elements, found 19",
    ],
    [
      "a NaN in a gradient",
      { loss: 0, gradients: [...zeros.slice(0, 3), zeros[3].map((_, i) => (i === 2 ? Number.NaN : 0))] },
      "BAD_LOSS",
      "gradient of data[3]: expected finite numbers, found NaN",
    ],
  ])("a custom loss that gives %s", async (_, found, code, message) => {
    const engine = await engineOf();
    await engine.forwardBackward(data, "cross_entropy");
    const failed = engine.forwardBackward(data, (() => found) as unknown as CustomLoss);
    await expect(failed).rejects.toMatchObject({ name: "EngineError", code });
    await expect(failed).rejects.toThrow(`custom loss: ${message}`);
    // What was gathered before is there still.
    expect((await engine.optimStep({ learningRate: 0 })).gradientNorm).toBeGreaterThan(0);
  });

  test("a custom loss that is async, whatever becomes of its promise", async () => {
    const engine = open[0] ?? (await engineOf());
    const promised = async () => {
      throw new Error("too late to be heard");
    };
    const failed = engine.forwardBackward(data, promised as unknown as CustomLoss);
    await expect(failed).rejects.toMatchObject({ name: "EngineError", code: "BAD_LOSS" });
    await expect(failed).rejects.toThrow(
      "custom loss: expected { loss, gradients }, found a promise; the function has to return them at once",
    );
  });

  test("hyper-parameters and adapters", async () => {
    const engine = open[0] ?? (await engineOf());
    await expect(engine.optimStep({ learningRate: Number.NaN })).rejects.toThrow(/learningRate.*NaN/);
    await expect(engine.optimStep({ learningRate: 1, beta2: 1 })).rejects.toThrow(/beta2.*found 1/);
    await expect(engine.createAdapter("x", { rank: 0 })).rejects.toThrow(/rank.*found 0/);
    await expect(engine.createAdapter("x/y", { rank: 1 })).rejects.toThrow(/adapter.*"x\/y"/);
    const unknown = engine.createAdapter("x", { rank: 1, targets: ["embed_tokens"] });
    await expect(unknown).rejects.toThrow(/targets: expected some of q_proj, .*"embed_tokens"/);
    await expect(localEngine({ config, threads: 0, inThread: true })).rejects.toThrow(/threads.*found 0/);
    const few = localEngine({ config, weights: new Map(), inThread: true });
    await expect(few).rejects.toThrow(/weights: expected values of model.embed_tokens.weight/);
  });

  test("a state of another model", async () => {
    const engine = await engineOf();
    const state = copied(await engine.saveState());
    const name = "model.layers.0.mlp.up_proj.weight";
    const other = new Map(state).set(name, { shape: [1], data: new Float32Array(1) });
    const failed = engine.loadState(other);
    await expect(failed).rejects.toMatchObject({ code: "BAD_STATE" });
    await expect(failed).rejects.toThrow(/up_proj.weight": expected float32 \[48,32\], found \[1\]/);
    state.delete(name);
    await expect(engine.loadState(state)).rejects.toThrow(/up_proj.weight".*found nothing/);
  });
});
