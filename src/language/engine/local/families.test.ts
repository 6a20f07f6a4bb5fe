import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compile, Host, input } from "../../../graph/index.js";
import { decodeSafetensors } from "../../../run/safetensors.js";
import { AdapterCheckpoint } from "../../checkpoint/adapter-checkpoint.js";
import { directory } from "../../checkpoint/directory.js";
import { LanguageCheckpoint } from "../../checkpoint/language-checkpoint.js";
import { FAMILIES, FIXTURES } from "../../fixtures.conformance.js";
import { HeadInputs, logits } from "../../model/head.js";
import type { LocalEngine } from "./local-engine.js";
import { ModelRunner } from "./model-runner.js";
import { localEngine } from "./open-local-engine.js";
import { Parameters } from "./parameters.js";
import { Runners } from "./runners.js";
import { Scratch } from "./scratch.js";

/** What transformers makes of a checkpoint or of one with an adapter; see fixtures/language/generate.py. */
function expected(folder: string) {
  const file = join(FIXTURES, folder, "expected.safetensors");
  const { tensors } = decodeSafetensors(readFileSync(file), file);
  const { greedy } = JSON.parse(readFileSync(join(FIXTURES, folder, "expected.json"), "utf8"));
  return {
    ids: Int32Array.from(tensors.get("input_ids")!.data as BigInt64Array, Number),
    logits: tensors.get("logits")!.data as Float32Array,
    greedy: greedy as readonly { prompt: number[]; continuation: number[] }[],
  };
}

const open: LocalEngine[] = [];
afterAll(() => Promise.all(open.map((engine) => engine.close())));

async function engineOf(folder: string, frozenBits?: 16 | 32): Promise<LocalEngine> {
  const checkpoint = await LanguageCheckpoint.open(directory(join(FIXTURES, folder)));
  const bits = frozenBits === undefined ? {} : { frozenBits };
  const engine = await localEngine({
    config: checkpoint.config,
    weights: checkpoint,
    train: frozenBits === 16 ? "none" : "all",
    inThread: true,
    ...bits,
  });
  await checkpoint.close();
  open.push(engine);
  return engine;
}

function logSoftmax(row: Float32Array): Float32Array {
  const most = Math.max(...row);
  const total = Math.log(row.reduce((sum, value) => sum + Math.exp(value - most), 0)) + most;
  return row.map((value) => value - total);
}

/** Largest difference of the log-probabilities that an engine gives some targets from those of logits. */
async function worstLogprob(
  engine: LocalEngine,
  { ids, logits: all }: ReturnType<typeof expected>,
  options: { readonly adapter?: string } = {},
): Promise<number> {
  const { vocabulary } = engine.config;
  // Every token of the vocabulary is a target at some position: as many copies of the sequence as it takes.
  const copies = Math.ceil(vocabulary / ids.length);
  const data = Array.from({ length: copies }, (_, copy) => ({
    inputIds: ids,
    targetIds: ids.map((_, i) => (copy * ids.length + 7 * i) % vocabulary),
  }));
  const { logprobs } = await engine.forward(data, options);
  let worst = 0;
  data.forEach(({ targetIds }, copy) => {
    targetIds.forEach((target, i) => {
      const row = logSoftmax(all.subarray(i * vocabulary, (i + 1) * vocabulary));
      worst = Math.max(worst, Math.abs(logprobs[copy][i] - row[target]));
    });
  });
  return worst;
}

async function continuations(
  engine: LocalEngine,
  { greedy }: ReturnType<typeof expected>,
  options: { readonly adapter?: string } = {},
): Promise<number[][]> {
  const requests = greedy.map(({ prompt, continuation }) => ({
    promptIds: Int32Array.from(prompt),
    parameters: { maxTokens: continuation.length, temperature: 0 },
    seed: 0,
  }));
  const results = await engine.sample(requests, options);
  return results.map(({ sequences: [{ ids }] }) => [...ids]);
}

describe.each(FAMILIES)("%s", (family) => {
  test("logits are those of transformers", async () => {
    const { ids, logits: wanted } = expected(family);
    const checkpoint = await LanguageCheckpoint.open(directory(join(FIXTURES, family)));
    const { config } = checkpoint;
    const host = await Host.here();
    const parameters = new Parameters(host, config, new Set());
    for (const name of parameters.shapes.keys()) parameters.set(name, await checkpoint.read(name));
    await checkpoint.close();
    const runners = new Runners(host, 1);
    const model = new ModelRunner(host, parameters, runners, new Scratch(host));
    const batch = {
      time: ids.length,
      rows: 1,
      ids,
      positions: ids.map((_, i) => i),
      lengths: ids.map(() => ids.length),
    };
    const x = await model.infer(batch, undefined);

    const hidden = input("x", "float32", ["rows", config.hiddenSize]);
    const form = { halfOutput: false, halfNorm: false, adapter: undefined };
    const head = compile({ outputs: { y: logits(config, new HeadInputs(config, form), hidden) } });
    const runner = await host.open(head, 1);
    const y = host.memory(new Float32Array(wanted.length), [ids.length, config.vocabulary]);
    await runner.run(
      {
        x: host.memory(x.data as Float32Array, [ids.length, config.hiddenSize]),
        norm: parameters.memory("model.norm.weight"),
        output: parameters.memory(parameters.output),
      },
      { y },
    );
    await runner.close();
    await runners.close();
    const differences = wanted.map((value, i) => Math.abs(value - (y.data as Float32Array)[i]));
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });

  test("the engine's log-probabilities and greedy continuations are those of transformers", async () => {
    const engine = await engineOf(family);
    const wanted = expected(family);
    expect(await worstLogprob(engine, wanted)).toBeLessThan(1e-4);
    expect(await continuations(engine, wanted)).toEqual(
      wanted.greedy.map(({ continuation }) => continuation),
    );
  });
});

describe.each(["qwen2/adapter", "qwen2/adapter-all", "qwen2/adapter-head", "llama2/adapter-head"])(
  "adapter of PEFT in %s",
  (folder) => {
    test("log-probabilities and continuations are those of peft", async () => {
      const [family] = folder.split("/");
      // The weights of qwen2 come in 16 bits.
      const engine = await engineOf(family, family === "qwen2" ? 16 : 32);
      const checkpoint = await AdapterCheckpoint.open(directory(join(FIXTURES, folder)), engine.config);
      await engine.loadAdapter("loaded", checkpoint);
      await engine.createAdapter("fresh", { rank: 4 });
      const wanted = expected(folder);
      const worst = await worstLogprob(engine, wanted, { adapter: "loaded" });
      expect(worst).toBeLessThan(1e-4);
      expect(await continuations(engine, wanted, { adapter: "loaded" })).toEqual(
        wanted.greedy.map(({ continuation }) => continuation),
      );
      // Beside it the model is as it was, and so it is with an adapter that has learnt nothing.
      const plain = expected(family);
      expect(await worstLogprob(engine, plain)).toBeLessThan(1e-4);
      expect(await worstLogprob(engine, plain, { adapter: "fresh" })).toBeLessThan(1e-4);

      const { adapter, weights } = await engine.adapter("loaded");
      expect(adapter).toEqual(checkpoint.config);
      const name = "base_model.model.model.layers.0.self_attn.v_proj.lora_B.weight";
      expect(await weights(name)).toEqual(await checkpoint.read(name));
      await checkpoint.close();
    });
  },
);
