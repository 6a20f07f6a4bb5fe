import { afterAll, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import { transformerPreset } from "../../presets.js";
import type { LocalEngine } from "./local-engine.js";
import { type LocalEngineOptions, localEngine } from "./open-local-engine.js";

const config = {
  ...transformerPreset("tiny", { vocabulary: 24, contextLength: 64 }),
  hiddenSize: 32,
  intermediateSize: 64,
};
const random = new Random(5, "data");
const data = Array.from({ length: 12 }, (_, i) => {
  const ids = () => Int32Array.from({ length: 20 + i }, () => random.integer(24));
  return { inputIds: ids(), targetIds: ids() };
});
const requests = [1, 2, 3].map((seed) => ({
  promptIds: Int32Array.of(1, 2, seed),
  parameters: { maxTokens: 10 + 4 * seed },
  samples: 5,
  seed,
}));

const open: LocalEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

async function engineOf(options: Partial<LocalEngineOptions>): Promise<LocalEngine> {
  const engine = await localEngine({ config, seed: 1, sequences: 6, ...options });
  open.push(engine);
  return engine;
}

test("any number of workers draws the same tokens, to the last bit, and learns the same, to rounding", async () => {
  const engines = await Promise.all([
    engineOf({ inThread: true }),
    engineOf({ workers: 2, threads: 2 }),
    engineOf({ workers: 3, threads: 3 }),
  ]);
  const sampled = await Promise.all(engines.map((engine) => engine.sample(requests)));
  for (const result of sampled) expect(result).toEqual(sampled[0]);

  engines.push(await engineOf({ workers: 1, threads: 2 }));
  const trained = await Promise.all(
    engines.map(async (engine) => {
      const found: number[] = [];
      for (let step = 0; step < 3; step++) {
        // A call need not wait for the one before it.
        const loss = engine.forwardBackward(data, "cross_entropy");
        const norm = engine.optimStep({ learningRate: 1e-3, clipNorm: 1 });
        found.push((await loss).loss, (await norm).gradientNorm);
      }
      return found;
    }),
  );
  for (const found of trained) {
    found.forEach((value, i) => {
      expect(value / trained[0][i]).toBeCloseTo(1, 4);
    });
  }
  const states = await Promise.all(engines.map((engine) => engine.saveState()));
  for (const [name, { data: values }] of states[0]) {
    for (const state of states) {
      const other = state.get(name)!.data;
      let most = 0;
      values.forEach((value, i) => {
        most = Math.max(most, Math.abs(value - other[i]));
      });
      // Adam's first steps have the size of the learning rate however small a gradient is.
      expect(most, name).toBeLessThan(1e-3);
    }
  }
});

test("with the same workers training repeats itself to the last bit, and goes on from a state of others", async () => {
  const run = async (engine: LocalEngine) => {
    await engine.createAdapter("a", { rank: 2 });
    for (const adapter of [undefined, "a"]) {
      const named = adapter === undefined ? {} : { adapter };
      await engine.forwardBackward(data, "cross_entropy", named);
      await engine.optimStep({ learningRate: 1e-2, weightDecay: 0.1 }, named);
    }
    return engine.saveState();
  };
  const [first, second] = await Promise.all([1, 2].map(() => engineOf({ workers: 2, threads: 2 })));
  const state = await run(first);
  expect(await run(second)).toEqual(state);
  const other = await engineOf({ inThread: true });
  await other.loadState(state);
  expect(await other.saveState()).toEqual(state);
  expect(await other.sample(requests, { adapter: "a" })).toEqual(
    await first.sample(requests, { adapter: "a" }),
  );
});

test("errors keep their class on the way; after the end there is one that says so", async () => {
  const engine = await engineOf({ workers: 2, threads: 2 });
  const nan = { ...data[0], weights: new Float32Array(20).fill(Number.NaN) };
  const failed = engine.forwardBackward([nan], "cross_entropy");
  await expect(failed).rejects.toMatchObject({ name: "EngineError", code: "NAN_LOSS" });
  expect((await engine.optimStep({ learningRate: 1 })).gradientNorm).toBe(0);
  const running = engine.sample(requests);
  const ended = expect(running).rejects.toMatchObject({ name: "EngineError", code: "ENGINE_CLOSED" });
  await engine.close();
  await ended;
  await expect(engine.forward(data)).rejects.toMatchObject({ code: "ENGINE_CLOSED" });
});

test("an engine with workers may be asked whatever JavaScript asks of objects", async () => {
  const engine = await engineOf({ workers: 2, threads: 2 });
  expect(() => JSON.stringify({ engine })).not.toThrow();
  expect(String(engine)).toBe("[object Object]");
  const { sequences } = (await engine.sample(requests.slice(0, 1)))[0];
  expect(sequences).toHaveLength(5);
});
