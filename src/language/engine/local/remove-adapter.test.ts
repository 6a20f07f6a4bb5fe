import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, describe, expect, test } from "vitest";
import { transformerPreset } from "../../presets.js";
import type { LocalEngine } from "./local-engine.js";
import { type LocalEngineOptions, localEngine } from "./open-local-engine.js";

const config = transformerPreset("tiny", { vocabulary: 24, contextLength: 64 });
const ids = Int32Array.from({ length: 12 }, (_, i) => (5 * i) % 24);
const data = [{ inputIds: ids.slice(0, -1), targetIds: ids.slice(1) }];
const request = { promptIds: ids, parameters: { maxTokens: 40 }, samples: 3, seed: 1 };

const open: LocalEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

async function engineOf(options: Partial<LocalEngineOptions> = {}): Promise<LocalEngine> {
  const engine = await localEngine({ config, seed: 1, train: "none", inThread: true, ...options });
  open.push(engine);
  return engine;
}

async function learn(engine: LocalEngine, adapter: string): Promise<void> {
  await engine.forwardBackward(data, "cross_entropy", { adapter });
  await engine.optimStep({ learningRate: 0.05 }, { adapter });
}

describe("an adapter", () => {
  test("that was removed is gone, the others and the model are as they were, and its name can be used anew", async () => {
    const engine = await engineOf({ workers: 2, threads: 2, inThread: false });
    for (const name of ["a", "b"]) await engine.createAdapter(name, { rank: 4 });
    const [bare, fresh] = [await engine.forward(data), await engine.sample([request], { adapter: "a" })];
    const one = engine.parameters.trained / 2;
    for (const name of ["a", "b"]) await learn(engine, name);
    const [other, { logprobs: taught }] = [
      await engine.forward(data, { adapter: "b" }),
      await engine.forward(data, { adapter: "a" }),
    ];
    expect(taught).not.toEqual(bare.logprobs);

    await engine.removeAdapter("a");
    expect(engine.parameters.trained).toBe(one);
    expect([...(await engine.saveState()).keys()].filter((name) => name.startsWith("adapters/a/"))).toEqual(
      [],
    );
    expect(await engine.forward(data, { adapter: "b" })).toEqual(other);
    expect(await engine.forward(data)).toEqual(bare);
    for (const asked of [engine.forward(data, { adapter: "a" }), engine.removeAdapter("a")]) {
      await expect(asked).rejects.toMatchObject({ name: "EngineError", code: "UNKNOWN_ADAPTER" });
      await expect(asked).rejects.toThrow("adapter: expected one of b, found a");
    }

    // Another rank, and nothing is left of what was learnt.
    await engine.createAdapter("a", { rank: 2 });
    expect((await engine.forward(data, { adapter: "a" })).logprobs).toEqual(bare.logprobs);
    expect(await engine.sample([request], { adapter: "a" })).toEqual(fresh);
    await learn(engine, "a");
    expect((await engine.forward(data, { adapter: "a" })).logprobs).not.toEqual(bare.logprobs);
  });

  test.each<[string, (engine: LocalEngine) => Promise<void>]>([
    ["is removed", (engine) => engine.removeAdapter("a")],
    // Its name is then that of another one.
    ["is replaced by a state's", async (engine) => engine.loadState(await engine.saveState())],
  ])("that %s ends what is being sampled with it", async (_, change) => {
    const engine = await engineOf();
    await engine.createAdapter("a", { rank: 4 });
    const beside = engine.sample([request]);
    const sampling = engine.sample([request, request], { adapter: "a" });
    const ended = expect(sampling).rejects.toMatchObject({ name: "EngineError", code: "UNKNOWN_ADAPTER" });
    await change(engine);
    await ended;
    expect((await beside)[0].sequences.length).toBe(3);
    if (!engine.parameters.trained) await engine.createAdapter("a", { rank: 4 });
    expect(await engine.sample([request], { adapter: "a" })).toEqual(await beside);
  });

  test("that was removed leaves its memory, the optimiser's included", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const held = async () => {
      // What is freed may be known to be only after another turn of the event loop.
      for (let i = 0; i < 3; i++) {
        collect();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return process.memoryUsage().arrayBuffers / 2 ** 20;
    };
    const engine = await engineOf();
    const round = async () => {
      await engine.createAdapter("large", { rank: 256 });
      await learn(engine, "large");
      await engine.sample([request], { adapter: "large" });
    };
    await round();
    const before = await held();
    // Weights, gradients and two running means.
    const size = (4 * 4 * engine.parameters.trained) / 2 ** 20;
    expect(size).toBeGreaterThan(10);
    for (let i = 0; i < 4; i++) {
      await engine.removeAdapter("large");
      await round();
    }
    expect((await held()) - before).toBeLessThan(size);
    await engine.removeAdapter("large");
    expect(before - (await held())).toBeGreaterThan(0.9 * size);
  });
});
