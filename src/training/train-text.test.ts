import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ChatSession,
  evaluate,
  expertIteration,
  exportModel,
  grpo,
  localModel,
  openTrainedModel,
  readEpisodes,
  runEpisodes,
  runInfo,
  sampleText,
  selectRunEpisodes,
  type TrainEvent,
  type TrainOptions,
  train,
} from "../index.js";
import { Random } from "../random/index.js";
import { type TextEpisodeRecord, totalReward } from "../rollout/index.js";
import { trainAndKill } from "./train.conformance.js";

/** The larger of two digits; a wrong digit is paid a little, so that groups differ. */
const TASK = `
  import { questionTask } from "selfplay/environments";
  export default questionTask({
    name: "larger",
    generate: (random) => random.integer(100),
    id: String,
    ask: (x) => Math.floor(x / 10) + "," + (x % 10) + "?",
    grade: (x, answer) => ({ solved: answer === String(Math.max(Math.floor(x / 10), x % 10)), format: /^\\d$/.test(answer) ? 1 : 0 }),
    demonstrate: (x) => String(Math.max(Math.floor(x / 10), x % 10)),
  }, { formatReward: 0.1 });`;

const SETTINGS = {
  sftSteps: 12,
  rlSteps: 4,
  showBatch: 16,
  groups: 4,
  groupSize: 4,
  maxTokens: 3,
  warmup: 2,
  evaluations: 1,
  evaluationExamples: 20,
  evaluationSamples: 2,
  checkpointMinutes: 0,
};

let folder: string;
let task: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-language-"));
  task = at("larger.ts");
  await writeFile(task, TASK);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const small = (out: string, options: Partial<TrainOptions> = {}): TrainOptions => ({
  environment: task,
  algorithm: grpo(SETTINGS),
  policy: localModel({ preset: "tiny", contextLength: 32 }),
  workers: 1,
  seed: 3,
  out: at(out),
  ...options,
});

/** The newest weights with everything that training goes on from, and the episodes as they were played. */
async function outcome(out: string): Promise<unknown> {
  const { weightsSha256, progress } = await runInfo(at(out));
  const episodes = [];
  for await (const { messages, sequences, rewards } of readEpisodes(join(at(out), "episodes.jsonl")))
    episodes.push({ messages, sequences, rewards });
  return { weightsSha256, step: progress?.step, episodes };
}

describe("a language model trained from a program", { sequential: true, timeout: 120_000 }, () => {
  const seen: TrainEvent[] = [];

  test("goes through its stages, tells how it goes, and is measured before and after practice", async () => {
    const training = train(small("whole"));
    for await (const event of training) seen.push(event);
    const run = await training;
    expect(seen[0]).toMatchObject({ type: "started", scenario: "larger", workers: 1, seed: 3 });
    expect(seen.at(-1)).toMatchObject({ type: "finished", step: 16, reason: "budget", run: at("whole") });
    const progress = seen.filter((event) => event.type === "progress");
    const phases = progress.filter(({ underway }) => underway === undefined).map(({ phase }) => phase);
    expect(phases).toEqual([...new Array(12).fill("sft"), ...new Array(4).fill("rl")]);
    // Told before the first answer is there: the likely answer to each example, and before and after practice 2 more.
    const measuring = progress.filter(({ phase }) => phase === "measuring");
    const begun = measuring.map(({ underway }) => underway?.ended).filter((ended) => ended?.count === 0);
    expect([...new Set(begun.map((ended) => ended?.of))]).toEqual([20, 60]);
    expect(progress[0]).toMatchObject({ phase: "measuring", step: 0, share: 0 });
    const info = await runInfo(run.directory);
    expect(info.headline).toMatchObject({ when: "end", step: 16, label: "solved of 20 held-out larger" });
    expect(Object.keys(info.headline?.details ?? {})).toContain("pass@2");
    const before = info.evaluations.find(({ when }) => when === "before");
    expect(before?.step).toBe(12);
    expect([info.accuracyBeforeReinforcement, info.accuracy]).toEqual([before?.value, info.headline?.value]);
    expect(await evaluate(run.directory, { examples: 20, samples: 2 })).toMatchObject({
      kind: "language",
      step: 16,
      accuracy: info.accuracy,
    });
    const all = await evaluate(run.directory, { examples: 1000, samples: 1 });
    expect(all).toMatchObject({ examplesAsked: 1000 });
    expect(all).not.toMatchObject({ examples: 1000 });
    const { episodes, ...few } = await evaluate(run.directory, { examples: 3, maxEpisodeTokens: 1 });
    expect(few).not.toHaveProperty("examplesAsked");
    expect(episodes.map(({ counts }) => counts.sampledTokens)).toEqual([1, 1, 1]);
    const misspelt = { examples: 3, sample: 2 };
    await expect(evaluate(run.directory, misspelt)).rejects.toThrow(/^option of evaluate: .*mean samples/);
    await expect(evaluate(run.directory, { examples: 3, maxTurns: 0 })).rejects.toThrow(
      /^maxTurns: expected a whole number from 1 to 1000000, found 0$/,
    );
  });

  test("reads and writes pairs of bytes where it is asked for a vocabulary", async () => {
    const algorithm = grpo({ ...SETTINGS, sftSteps: 2, rlSteps: 1, vocabulary: 270 });
    const run = await train(small("pairs", { algorithm }));
    const model = await openTrainedModel(run.directory);
    try {
      expect(model.tokenizer.size).toBeLessThanOrEqual(270);
      expect(model.tokenizer.encode("é~")).toHaveLength(3);
    } finally {
      await model.close();
    }
    const tooSmall = small("few", { algorithm: grpo({ ...SETTINGS, vocabulary: 100 }) });
    await expect(train(tooSmall)).rejects.toThrow(/^vocabulary: expected a whole number from 26\d on/);
  });

  test("episodes can be chosen by step, stage and reward", async () => {
    const all: TextEpisodeRecord[] = [];
    for await (const episode of runEpisodes(at("whole"))) all.push(episode);
    expect(all).toHaveLength(4 * 16);
    const last = await selectRunEpisodes(at("whole"), { filter: { step: 16, stage: "rl" }, count: 99 });
    expect(last.episodes.map(({ episode }) => episode)).toEqual(all.slice(-16));
    const { episodes } = await selectRunEpisodes(at("whole"), { order: "best", count: 1 });
    expect(totalReward(episodes[0].episode)).toBe(Math.max(...all.map((episode) => totalReward(episode))));
    expect(all).toContainEqual(episodes[0].episode);
    await expect(selectRunEpisodes(at("whole"), { filter: { stage: "sft" } })).rejects.toThrow(
      /^stage: expected rl, which alone plays episodes/,
    );
    const filter = { solve: true } as object;
    await expect(selectRunEpisodes(at("whole"), { filter })).rejects.toThrow(
      /^option of episodes: .*mean solved/,
    );
  });

  test("the model answers, and a conversation keeps the tokens it wrote", async () => {
    const model = await openTrainedModel(at("whole"));
    try {
      const prompt = [{ role: "user", content: "3,7?" }] as const;
      let streamed = "";
      const options = { prompt, temperature: 0, maxTokens: 3 };
      const [{ text, ids }] = await sampleText(model, {
        ...options,
        onText: (piece) => {
          streamed += piece;
        },
      });
      expect(streamed).toBe(text);
      const chat = new ChatSession(model, { temperature: 0, maxTokens: 3 });
      const first = await chat.say("3,7?");
      expect([...first.ids]).toEqual([...ids]);
      const { tokenizer } = model;
      const whole = tokenizer.encodeChat(
        [...prompt, { role: "assistant", content: text }, { role: "user", content: "1,2?" }],
        { addGenerationPrompt: true },
      );
      const [again] = await sampleText(model, { ...options, prompt: whole });
      expect((await chat.say("1,2?")).text).toBe(again.text);
      await expect(chat.say("1".repeat(40))).rejects.toThrow(/^prompt: expected fewer than 32 tokens/);
      chat.reset();
      expect([...(await chat.say("3,7?")).ids]).toEqual([...ids]);
    } finally {
      await model.close();
    }
  });

  test("an exported folder holds the newest weights, a stage's those it ended with", async () => {
    const exported = await exportModel(at("whole"), at("exported"));
    expect(exported).toMatchObject({ format: "hf", holds: "model", step: 16 });
    expect(exported.files).toContain("tokenizer.json");
    expect(await logprobs(at("exported"))).toEqual(await logprobs(at("whole")));
    expect(await logprobs(at("whole"), "sft")).not.toEqual(await logprobs(at("whole")));
    expect(await logprobs(at("whole"), "rl")).toEqual(await logprobs(at("whole")));
    await expect(openTrainedModel(at("whole"), { stage: "stf" })).rejects.toThrow(/did you mean sft\?/);
    const wrong = (options: object) => exportModel(at("whole"), at("wrong"), options);
    await expect(wrong({ dtype: "float8" })).rejects.toThrow(/^dtype: .*float16, found "float8"$/);
    await expect(wrong({ format: "gguf" })).rejects.toThrow(/^format: .*onnx, found "gguf"$/);
    await expect(wrong({ dtyp: "float16" })).rejects.toThrow(/^option of exportModel: .*mean dtype/);
    const onnx = await exportModel(at("whole"), at("model.onnx"));
    expect(onnx.largestDifference).toBeLessThan(1e-4);
    expect((await readFile(at("model.onnx"))).length).toBe(onnx.bytes);
    await expect(exportModel(at("whole"), at("merged"), { merge: true })).rejects.toThrow(
      /^merge: expected a run/,
    );
  });

  test("an adapter is trained on its checkpoint, exported for peft, and merged without a difference", async () => {
    // The output of the checkpoint is its embedding.
    const targets = ["q_proj", "down_proj", "lm_head"];
    const policy = localModel({ checkpoint: at("exported"), lora: { rank: 2, targets } });
    const algorithm = grpo({ ...SETTINGS, sftSteps: 0, rlSteps: 3, learningRate: 0.05, warmup: 0 });
    await train(small("adapter", { policy, algorithm }));
    const kept = join(at("adapter"), "models", "last", "adapter_config.json");
    expect(JSON.parse(await readFile(kept, "utf8")).base_model_name_or_path).toBe(at("exported"));
    const adapted = await logprobs(at("adapter"));
    expect(adapted).not.toEqual(await logprobs(at("exported")));
    const peft = await exportModel(at("adapter"), at("peft"));
    expect(peft).toMatchObject({
      holds: "adapter",
      files: ["adapter_config.json", "adapter_model.safetensors"],
    });
    const config = JSON.parse(await readFile(join(at("peft"), "adapter_config.json"), "utf8"));
    expect(config).toMatchObject({ r: 2, base_model_name_or_path: at("exported") });
    expect((await exportModel(at("adapter"), at("merged"), { merge: true })).holds).toBe("model");
    const tied = async (name: string) =>
      JSON.parse(await readFile(join(at(name), "config.json"), "utf8")).tie_word_embeddings;
    expect([await tied("exported"), await tied("merged")]).toEqual([true, false]);
    for (const [i, value] of (await logprobs(at("merged"))).entries())
      expect(value).toBeCloseTo(adapted[i], 4);
    const onnx = await exportModel(at("adapter"), at("adapter.onnx"), { format: "onnx" });
    expect(onnx.largestDifference).toBeLessThan(1e-4);
  });

  test("stopped by a signal, it goes on to the same weights and episodes", async () => {
    const stop = new AbortController();
    const training = train(small("stopped", { signal: stop.signal }));
    for await (const event of training) if (event.type === "progress" && event.step === 14) stop.abort();
    await training;
    expect((await runInfo(at("stopped"))).progress?.step).toBe(14);
    await train({ out: at("stopped"), resume: true });
    expect(await outcome("stopped")).toEqual(await outcome("whole"));
  });

  test("killed at random steps and resumed, it ends with the same bytes of weights", async () => {
    const random = new Random(1, "kill");
    let kills = 0;
    for (let tries = 0; tries < 20; tries++) {
      const kill = { checkpoints: 4 + random.integer(8), milliseconds: random.integer(60) };
      if (await trainAndKill(JSON.stringify(small("killed")), kill)) break;
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    expect(await outcome("killed")).toEqual(await outcome("whole"));
  });

  test("expert iteration learns from its own answers", async () => {
    const algorithm = expertIteration({ ...SETTINGS, rounds: 2, keptPerExample: 1 });
    await train(small("expert", { algorithm }));
    const { progress, config } = await runInfo(at("expert"));
    expect([config.algorithm, progress?.step]).toEqual(["expert-iteration", 14]);
  });

  test("a run that has ended goes on with more steps of practice", async () => {
    const settings = { ...SETTINGS, schedule: "linear" } as const;
    await train(small("longer", { algorithm: grpo(settings) }));
    const rlSteps = 6;
    const less = { algorithm: grpo({ ...settings, rlSteps: 3 }) };
    await expect(train(small("longer", { ...less, resume: true }))).rejects.toThrow(
      /settings rlSteps of .*longer: expected 4, as the run has it, found 3/,
    );
    const other = { algorithm: grpo({ ...settings, rlSteps, groups: 5 }) };
    await expect(train(small("longer", { ...other, resume: true }))).rejects.toThrow(/settings groups of/);
    expect((await runInfo(at("longer"))).config.settings.rlSteps).toBe(4);
    await train(small("longer", { algorithm: grpo({ rlSteps }), resume: true }));
    const { config, progress, headline, evaluations } = await runInfo(at("longer"));
    expect(config.settings).toMatchObject({ rlSteps, groups: 4 });
    expect(progress?.step).toBe(18);
    expect(headline).toMatchObject({ when: "end", step: 18 });
    expect(evaluations.filter(({ when }) => when === "end").map(({ step }) => step)).toEqual([16, 18]);
    const metrics = (await readFile(join(at("longer"), "metrics.jsonl"), "utf8")).trim().split("\n");
    const steps = metrics.map((line) => JSON.parse(line)).filter(({ type }) => type === "step");
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
    // The learning rate runs down over all six.
    const rates = steps.slice(-2).map(({ learningRate }) => learningRate);
    expect(rates[0] / rates[1]).toBeCloseTo(2);
    await train({ out: at("longer"), resume: true });
    expect((await runInfo(at("longer"))).progress?.step).toBe(18);
  });

  test("needs something held out, and leaves nothing behind without", async () => {
    const environment = at("few.jsonl");
    await writeFile(environment, '{"prompt": "1+1=", "answer": "2"}\n');
    await expect(train(small("none", { environment }))).rejects.toThrow(
      /^few: expected examples in the test split to measure on, found none/,
    );
    await expect(stat(at("none"))).rejects.toThrow("ENOENT");
  });

  test("what it was begun with stays, and what cannot be is said", async () => {
    const misspelt = { ...small("whole"), workres: 1 } as Parameters<typeof train>[0];
    await expect(train(misspelt)).rejects.toThrow(
      /^option of train: .*\(did you mean workers\?\), found "workres"$/,
    );
    const misplaced = { ...small("whole"), preset: "tiny" } as Parameters<typeof train>[0];
    await expect(train(misplaced)).rejects.toThrow(
      /^preset: expected it among the settings of `algorithm`, as in grpo\(\{ preset: … \}\)/,
    );
    await expect(train(small("whole"))).rejects.toMatchObject({ code: "RUN_EXISTS" });
    await expect(train(small("whole", { resume: true, seed: 4 }))).rejects.toThrow(
      /seed of .*whole: expected 3/,
    );
    await expect(train(small("whole", { resume: true, algorithm: grpo({ groups: 5 }) }))).rejects.toThrow(
      /settings groups of .*whole: expected 4, .* found 5/,
    );
    await expect(train(small("none", { policy: { checkpoint: at("nowhere") } }))).rejects.toMatchObject({
      name: "CheckpointError",
    });
    for (const [name, value] of [
      ["groupSize", 1],
      ["temperature", 0],
    ] as const)
      await expect(
        train(small("none", { algorithm: grpo({ ...SETTINGS, [name]: value }) })),
      ).rejects.toMatchObject({ name: "OptionError", option: name });
    const narrow = { preset: "tiny", contextLength: 8 } as const;
    await expect(
      train(small("none", { environment: "sorting", policy: localModel(narrow) })),
    ).rejects.toThrow(
      /^contextLength: expected at least \d+ tokens for the demonstrations of sorting, found 8$/,
    );
    await expect(runInfo(at("none"))).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    await expect(train({})).rejects.toThrow(/^environment: expected a game or a text environment/);
  });
});

/** Log-probabilities of a text under the model of a run or a folder. */
async function logprobs(path: string, stage?: string): Promise<number[]> {
  const model = await openTrainedModel(path, { threads: 1, ...(stage !== undefined && { stage }) });
  try {
    const ids = model.tokenizer.encode("3,7?1,2?9");
    const datum = { inputIds: ids.slice(0, -1), targetIds: ids.slice(1) };
    const { adapter } = model;
    const { logprobs: found } = await model.engine.forward([datum], adapter === undefined ? {} : { adapter });
    return [...found[0]];
  } finally {
    await model.close();
  }
}
