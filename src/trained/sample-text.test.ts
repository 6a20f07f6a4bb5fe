import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveModel } from "../algorithms/language/model.js";
import { FIXTURES } from "../language/fixtures.conformance.js";
import { ChatSession } from "./chat-session.js";
import { type SampleTextOptions, sampleText } from "./sample-text.js";
import { openTrainedModel, type TrainedModel } from "./trained-model.js";

// One checkpoint as it is, and as a folder that says how it wants to be sampled.
let folder: string;
let plain: TrainedModel;
let greedy: TrainedModel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-sample-"));
  await cp(join(FIXTURES, "qwen3"), join(folder, "greedy"), { recursive: true });
  const path = join(folder, "greedy", "generation_config.json");
  const generation = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...generation, do_sample: false, top_k: 3 }));
  plain = await openTrainedModel(join(FIXTURES, "qwen3"), { threads: 1 });
  greedy = await openTrainedModel(join(folder, "greedy"), { threads: 1 });
}, 60_000);
afterAll(async () => {
  await Promise.all([plain.close(), greedy.close()]);
  await rm(folder, { recursive: true });
});

async function drawn(model: TrainedModel, options: Partial<SampleTextOptions> = {}): Promise<number[]> {
  const [{ ids }] = await sampleText(model, { prompt: "What is 1+2?", maxTokens: 24, seed: 3, ...options });
  return [...ids];
}

test("a checkpoint is sampled as its folder says, as far as nobody says otherwise", async () => {
  const coldest = await drawn(plain, { temperature: 0 });
  expect(await drawn(plain)).not.toEqual(coldest);
  expect(await drawn(greedy)).toEqual(coldest);
  expect(await drawn(greedy, { temperature: 1 })).toEqual(await drawn(plain, { topK: 3 }));
  expect(await drawn(greedy, { temperature: 1, topK: 0 })).toEqual(await drawn(plain));
  const said = async (model: TrainedModel, options: { readonly temperature?: number }) =>
    (await new ChatSession(model, { maxTokens: 24, ...options }).say("1+2?")).text;
  expect(await said(greedy, {})).toBe(await said(plain, { temperature: 0 }));
});

test("a folder that is written says the same", async () => {
  await saveModel(join(folder, "again"), greedy);
  const again = await openTrainedModel(join(folder, "again"), { threads: 1 });
  expect(again.tokenizer.sampling).toEqual({ temperature: 0, topK: 3 });
  await again.close();
});
