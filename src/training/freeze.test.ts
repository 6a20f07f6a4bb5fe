import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LanguageModelSpec, openModel } from "../algorithms/language/model.js";
import { grpo, localModel, openTrainedModel, type TrainOptions, train } from "../index.js";
import { runInfo } from "../inspection/run-info.js";
import type { LocalEngine } from "../language/engine/local/local-engine.js";
import { parameterShapes } from "../language/parameter-shapes.js";

const SETTINGS = {
  pretrainSteps: 1,
  sftSteps: 2,
  rlSteps: 1,
  showBatch: 4,
  showWeightDecay: 0.1,
  groups: 2,
  groupSize: 2,
  maxTokens: 3,
  warmup: 0,
  evaluations: 0,
  evaluationExamples: 2,
  evaluationSamples: 1,
  checkpointMinutes: 0,
};

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-freeze-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const small = (out: string, settings: object, options: Partial<TrainOptions> = {}): TrainOptions => ({
  environment: "addition",
  algorithm: grpo({ ...SETTINGS, ...settings }),
  policy: localModel({ preset: "tiny", contextLength: 64 }),
  workers: 1,
  seed: 3,
  out: at(out),
  ...options,
});

/** All parameters by name. */
async function weightsOf(engine: LocalEngine): Promise<Map<string, Float32Array>> {
  const names = [...parameterShapes(engine.config).keys()];
  return new Map(await Promise.all(names.map(async (name) => [name, await engine.parameter(name)] as const)));
}

/** Of the model of a run or a folder. */
async function trainedWeights(path: string): Promise<Map<string, Float32Array>> {
  const model = await openTrainedModel(path, { threads: 1 });
  try {
    return await weightsOf(model.engine);
  } finally {
    await model.close();
  }
}

/** Of the model that a run was begun with. */
async function firstWeights(run: string): Promise<Map<string, Float32Array>> {
  const { config } = await runInfo(run);
  const { engine } = await openModel(config.model as LanguageModelSpec, { seed: config.seed, threads: 1 });
  try {
    return await weightsOf(engine);
  } finally {
    await engine.close();
  }
}

/** Names of the parameters that are other bytes. */
function changed(
  before: ReadonlyMap<string, Float32Array>,
  now: ReadonlyMap<string, Float32Array>,
): string[] {
  const bytes = (values: Float32Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return [...before]
    .filter(([name, values]) => !bytes(values).equals(bytes(now.get(name)!)))
    .map(([name]) => name);
}

const isFrozen = (name: string) => /embed_tokens|layers\.0\.|layers\.1\.mlp/.test(name);

describe("a model of which parts are frozen", { sequential: true, timeout: 120_000 }, () => {
  const freeze = "embed_tokens, layers.0, layers.1.mlp";

  test("keeps their bytes through all stages, and all else learns", async () => {
    await train(small("fresh", { freeze }));
    const { config } = await runInfo(at("fresh"));
    expect(config.settings.freeze).toBe("embed_tokens,layers.0,layers.1.mlp");
    const before = await firstWeights(at("fresh"));
    const learning = [...before.keys()].filter((name) => !isFrozen(name));
    expect(changed(before, await trainedWeights(at("fresh")))).toEqual(learning);
    expect(await readdir(join(at("fresh"), "models"))).toEqual(["last", "pretrain", "rl", "sft"]);
    for (const stage of ["pretrain", "last"]) {
      const weights = await trainedWeights(join(at("fresh"), "models", stage));
      expect(changed(before, weights)).toEqual(learning);
    }
  });

  test("stopped and resumed it ends with the same bytes", async () => {
    const stop = new AbortController();
    const training = train(small("stopped", { freeze }, { signal: stop.signal }));
    for await (const event of training) if (event.type === "progress" && event.step === 2) stop.abort();
    await training;
    expect((await runInfo(at("stopped"))).progress?.step).toBe(2);
    const reordered = grpo({ freeze: "layers.1.mlp,embed_tokens,layers.0" });
    await train({ out: at("stopped"), resume: true, algorithm: reordered });
    expect(changed(await trainedWeights(at("fresh")), await trainedWeights(at("stopped")))).toEqual([]);
  });

  test("may be a checkpoint", async () => {
    const checkpoint = join(at("fresh"), "models", "sft");
    const policy = localModel({ checkpoint, freeze: ["layers"] });
    await train(small("tuned", {}, { policy }));
    const before = await trainedWeights(checkpoint);
    const learning = [...before.keys()].filter((name) => !name.includes("layers"));
    expect(changed(before, await trainedWeights(at("tuned")))).toEqual(learning);
  });

  test("is refused where nothing is meant, nothing left, or an adapter is trained", async () => {
    await expect(train(small("none", { freeze: "embed_tokens,layers.7" }))).rejects.toThrow(
      /^freeze: expected parts of the names of parameters \(embed_tokens, layers\.0-1, .*, norm\), found "layers\.7"$/,
    );
    await expect(train(small("none", { freeze: "model" }))).rejects.toThrow(
      /^freeze: expected something to be left that is trained, found "model"$/,
    );
    const policy = localModel({ checkpoint: join(at("fresh"), "models", "sft") });
    await expect(train(small("none", { freeze, lora: 2 }, { policy }))).rejects.toThrow(
      /^freeze: expected none with an adapter, which lora makes: all weights below it are frozen already, found/,
    );
    await expect(runInfo(at("none"))).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
  });
});

test("is the same choice in another order where algorithm and policy both say it", async () => {
  const policy = localModel({ preset: "tiny", contextLength: 64, freeze: ["layers.0", "embed_tokens"] });
  const freeze = "layers.0,embed_tokens";
  await train(small("both", { freeze, pretrainSteps: 1, sftSteps: 0, rlSteps: 0 }, { policy }));
  expect((await runInfo(at("both"))).config.settings).toMatchObject({ freeze: "embed_tokens,layers.0" });
});

test("is said once, and stands among the run's settings also where the policy says it", async () => {
  const policy = localModel({ preset: "tiny", contextLength: 64, freeze: ["embed_tokens"] });
  await expect(train(small("twice", { freeze: "layers.0" }, { policy }))).rejects.toThrow(
    'freeze: expected one choice; the algorithm has layers.0, found "embed_tokens in the policy"',
  );
  await train(small("policy", { pretrainSteps: 1, sftSteps: 0, rlSteps: 0 }, { policy }));
  expect((await runInfo(at("policy"))).config.settings).toMatchObject({ freeze: "embed_tokens" });
});
