import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkpointModel, type Serving, serving } from "./testing.conformance.js";

type Asked = OpenAI.CompletionCreateParamsNonStreaming;

// Its tokens have the space in front of a word in them, and its decoder drops the one that a text begins with.
let model: Awaited<ReturnType<typeof checkpointModel>>;
let here: Serving;
beforeAll(async () => {
  model = await checkpointModel("llama2");
  here = await serving(model);
}, 60_000);
afterAll(async () => {
  await here.server.close();
  await model.engine.close();
});

const asked = (more: Partial<Asked> = {}): Asked => ({
  model: "llama2",
  prompt: "The quick brown fox",
  max_tokens: 16,
  seed: 3,
  ...more,
});
const complete = (more: Partial<Asked> = {}) => here.client.completions.create(asked(more));

async function draw(promptIds: Int32Array, samples = 1) {
  const parameters = { maxTokens: 16, stopIds: model.tokenizer.endIds };
  const request = { promptIds, samples, seed: 3, parameters, topLogprobs: 2 };
  const [{ sequences }] = await model.engine.sample([request]);
  return sequences;
}

describe("a completion", () => {
  test("goes on with the prompt: together they are what all tokens stand for", async () => {
    const { tokenizer } = model;
    for (const prompt of ["The quick brown fox", "Once", "1 + 1 =", "ends with a space "]) {
      const promptIds = tokenizer.encode(prompt, { special: true });
      const [{ ids }] = await draw(promptIds);
      const { choices, usage, object } = await complete({ prompt });
      expect(object).toBe("text_completion");
      const before = tokenizer.decode(promptIds);
      expect(before + choices[0].text).toBe(tokenizer.decode([...promptIds, ...ids]));
      expect(usage).toMatchObject({ prompt_tokens: promptIds.length, completion_tokens: ids.length });
    }
  });

  test("of several prompts, as texts or token ids, with several answers each", async () => {
    const prompts = ["One", "Two"].map((text) => [...model.tokenizer.encode(text, { special: true })]);
    const { choices, usage } = await complete({ prompt: prompts, n: 2 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(choices).toEqual((await complete({ prompt: ["One", "Two"], n: 2 })).choices);
    const single = await Promise.all(prompts.map((prompt) => complete({ prompt, n: 2 })));
    expect(choices.map(({ text }) => text)).toEqual(
      single.flatMap((one) => one.choices.map(({ text }) => text)),
    );
    expect(usage!.prompt_tokens).toBe(prompts[0].length + prompts[1].length);
  });

  test("streamed is the same in parts", async () => {
    const whole = await complete({ n: 2, logprobs: 2 });
    const texts = ["", ""];
    const tokens: string[][] = [[], []];
    const offsets: number[][] = [[], []];
    const body = { ...asked({ n: 2, logprobs: 2 }), stream: true } as const;
    for await (const { choices } of await here.client.completions.create(body)) {
      for (const { index, text, logprobs } of choices) {
        texts[index] += text;
        tokens[index].push(...(logprobs?.tokens ?? []));
        offsets[index].push(...(logprobs?.text_offset ?? []));
      }
    }
    expect(texts).toEqual(whole.choices.map(({ text }) => text));
    expect(tokens).toEqual(whole.choices.map(({ logprobs }) => logprobs!.tokens));
    expect(offsets).toEqual(whole.choices.map(({ logprobs }) => logprobs!.text_offset));
  });

  test("has log-probabilities in the older form, the drawn token always among the likely ones", async () => {
    const [{ ids, logprobs: wanted, topLogprobs }] = await draw(
      model.tokenizer.encode("The quick brown fox", { special: true }),
    );
    const { choices } = await complete({ logprobs: 2 });
    const { tokens, token_logprobs, top_logprobs, text_offset } = choices[0].logprobs!;
    expect(tokens!.join("")).toBe(choices[0].text);
    expect(token_logprobs).toEqual([...wanted].slice(0, tokens!.length));
    expect(tokens!.length).toBe(ids.length - (choices[0].finish_reason === "stop" ? 1 : 0));
    top_logprobs!.forEach((top, i) => {
      expect(top[tokens![i]]).toBe(wanted[i]);
      expect(Math.max(...Object.values(top))).toBe(topLogprobs![i][0].logprob);
    });
    expect(text_offset![0]).toBe(0);
    expect((await complete({ logprobs: 0 })).choices[0].logprobs!.top_logprobs).toBeNull();
    expect((await complete()).choices[0].logprobs).toBeNull();
  });
});

test("the models that there are", async () => {
  const { client } = here;
  const described = { id: "llama2", object: "model", owned_by: "selfplay", max_model_len: 2048 };
  expect((await client.models.list()).data).toMatchObject([described]);
  expect(await client.models.retrieve("llama2")).toMatchObject(described);
  await expect(client.models.retrieve("gpt/4 o")).rejects.toMatchObject({
    status: 404,
    code: "model_not_found",
    message: expect.stringContaining('expected "llama2", the only one here, found "gpt/4 o"'),
  });
});
