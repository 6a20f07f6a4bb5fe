import { existsSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenModel } from "../algorithms/language/model.js";
import {
  ChatSession,
  evaluate,
  grpo,
  localModel,
  openTrainedModel,
  readEpisodes,
  runInfo,
  sampleText,
  train,
} from "../index.js";
import { FIXTURES } from "../language/fixtures.conformance.js";
import type { Tokenizer } from "../language/tokenizer/tokenizer.js";
import type { TextEpisodeRecord } from "../rollout/index.js";
import { chatPrompt } from "../serve/prompts.js";
import { SMALL } from "./small-settings.conformance.js";

/** What Qwen3's template opens an answer with where `enable_thinking` is false. */
const NO_THOUGHT = "<think>\n\n</think>\n\n";
const templateOptions = { enable_thinking: false };

let folder: string;
let run: string;
let checkpoint: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "selfplay-template-"));
  [run, checkpoint] = [join(folder, "run"), join(folder, "qwen3")];
  await cp(join(FIXTURES, "qwen3"), checkpoint, { recursive: true });
  await cp(join(FIXTURES, "templates", "qwen3.jinja"), join(checkpoint, "chat_template.jinja"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whether what the model was asked in an episode ends with an empty thought. */
function isThoughtless(tokenizer: Tokenizer, { sequences: [{ ids, mask }] }: TextEpisodeRecord): boolean {
  const first = mask.indexOf(1);
  const asked = tokenizer.decode(ids.slice(0, first < 0 ? ids.length : first), { special: true });
  return asked.endsWith(NO_THOUGHT);
}

/** The model, and what it has been asked so far. */
function watched(model: OpenModel): { readonly model: OpenModel; readonly asked: () => string } {
  let prompt = "";
  const engine = new Proxy(model.engine, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "sample") return value.bind(target);
      return (...args: Parameters<typeof target.sample>) => {
        prompt = model.tokenizer.decode(args[0][0].promptIds, { special: true });
        return target.sample(...args);
      };
    },
  });
  return { model: { ...model, engine }, asked: () => prompt };
}

describe("variables of the chat template", { sequential: true, timeout: 120_000 }, () => {
  test("hold in demonstrations and practice, and the run remembers them", async () => {
    const algorithm = grpo({ ...SMALL, templateOptions, evaluationExamples: 2 });
    const policy = localModel({ checkpoint });
    const environmentOptions = { style: "chat" };
    await train({ environment: "countdown", environmentOptions, algorithm, policy, workers: 1, out: run });
    expect((await runInfo(run)).config.settings.templateOptions).toEqual(templateOptions);
    const model = await openTrainedModel(run, { threads: 1 });
    let count = 0;
    for await (const episode of readEpisodes(join(run, "episodes.jsonl"))) {
      expect(isThoughtless(model.tokenizer, episode)).toBe(true);
      count++;
    }
    await model.close();
    expect(count).toBe(4);
  });

  test("hold in measurements of the run, but for those that are given", async () => {
    const measure = async (path: string, given: object) => {
      const options = { environment: "countdown", environmentOptions: { style: "chat" }, ...given };
      const { episodes } = await evaluate(path, {
        ...options,
        examples: 2,
        samples: 1,
        maxTokens: 2,
        threads: 1,
      });
      const { tokenizer, close } = await openTrainedModel(path, { threads: 1 });
      await close();
      return episodes.map((episode) => isThoughtless(tokenizer, episode));
    };
    expect(await measure(run, {})).toEqual([true, true]);
    expect(await measure(run, { templateOptions: { enable_thinking: true } })).toEqual([false, false]);
    expect(await measure(checkpoint, {})).toEqual([false, false]);
    expect(await measure(checkpoint, { templateOptions })).toEqual([true, true]);
  });

  test.each([undefined, "sft"])("hold wherever the run's model is asked, with stage %s", async (stage) => {
    const opened = await openTrainedModel(run, { threads: 1, ...(stage && { stage }) });
    const { model, asked } = watched(opened);
    const messages = [{ role: "user", content: "3+4?" }] as const;
    const otherwise = { enable_thinking: true };
    try {
      await sampleText(model, { prompt: messages, maxTokens: 1 });
      expect(asked()).toContain(NO_THOUGHT);
      await sampleText(model, { prompt: messages, maxTokens: 1, templateOptions: otherwise });
      expect(asked()).not.toContain(NO_THOUGHT);
      await new ChatSession(model, { maxTokens: 1 }).say("3+4?");
      expect(asked()).toContain(NO_THOUGHT);
      await new ChatSession(model, { maxTokens: 1, templateOptions: otherwise }).say("3+4?");
      expect(asked()).not.toContain(NO_THOUGHT);
      const request = { model: "run", messages, tools: undefined, sampling: {}, logprobs: undefined };
      const served = (given: object) => {
        const prompt = chatPrompt({ ...opened, id: "run" }, { ...request, templateOptions: given } as never);
        return opened.tokenizer.decode(prompt, { special: true });
      };
      expect(served({})).toContain(NO_THOUGHT);
      expect(served(otherwise)).not.toContain(NO_THOUGHT);
    } finally {
      await opened.close();
    }
  });

  test("that the template does not mention are refused before anything is written or asked", async () => {
    const misspelt = { enable_thinkng: false };
    const refused =
      "templateOptions: expected variables of the model's chat template: enable_thinking " +
      '(did you mean enable_thinking?), found "enable_thinkng"';
    const algorithm = grpo({ templateOptions: misspelt, rlSteps: 1 });
    const policy = localModel({ checkpoint });
    const out = join(folder, "misspelt");
    await expect(train({ environment: "countdown", algorithm, policy, out })).rejects.toThrow(refused);
    expect(existsSync(out)).toBe(false);
    const asked = { environment: "countdown", examples: 1, samples: 1, templateOptions: misspelt };
    await expect(evaluate(checkpoint, asked)).rejects.toThrow(refused);
    const model = await openTrainedModel(checkpoint, { threads: 1 });
    try {
      const prompt = [{ role: "user", content: "3+4?" }] as const;
      await expect(sampleText(model, { prompt, templateOptions: misspelt })).rejects.toThrow(refused);
      await expect(new ChatSession(model, { templateOptions: misspelt }).say("3+4?")).rejects.toThrow(
        refused,
      );
    } finally {
      await model.close();
    }
  });

  test("are plain data", () => {
    for (const found of [[], true, "enable_thinking"])
      expect(() => grpo({ templateOptions: found as never })).toThrow(
        /^templateOptions: expected plain data by name, such as \{ enable_thinking: false \}, found/,
      );
    expect(() => grpo({ templateOptions: { size: 3n } })).toThrow(/found "what JSON cannot write"$/);
  });
});
