import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Tokenizer } from "../language/index.js";
import { characterModel, checkpointModel, type Serving, serving, until } from "./testing.conformance.js";

type Chunk = OpenAI.ChatCompletionChunk;
type Asked = OpenAI.ChatCompletionCreateParamsNonStreaming;

let model: Awaited<ReturnType<typeof characterModel>>;
let here: Serving;
/** The same model, whose answers end only where they must. */
let endless: Serving;
beforeAll(async () => {
  model = await characterModel();
  here = await serving(model);
  const tokenizer: Tokenizer = Object.create(model.tokenizer, { endIds: { value: [] } });
  endless = await serving({ ...model, tokenizer });
}, 60_000);
afterAll(async () => {
  await here.server.close();
  await endless.server.close();
  await model.engine.close();
});

const messages = [{ role: "user", content: "What is 1+2?" }] as const;
const asked = (more: Partial<Asked> = {}): Asked => ({
  model: "tiny",
  messages: [...messages],
  max_tokens: 24,
  seed: 7,
  ...more,
});
const ask = (more: Partial<Asked> = {}) => here.client.chat.completions.create(asked(more));

async function stream(more: Partial<Asked> = {}): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of await here.client.chat.completions.create({ ...asked(more), stream: true }))
    chunks.push(chunk);
  return chunks;
}

/** What a stream says of a choice, put together. */
function joined(chunks: readonly Chunk[], index: number) {
  const own = chunks.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
  const told = own.flatMap(({ logprobs }) => logprobs?.content ?? []);
  return {
    content: own.map(({ delta }) => delta.content ?? "").join(""),
    logprobs: told,
    finish: own.at(-1)!.finish_reason,
  };
}

/** What the engine itself draws for the conversation. */
async function drawn(seed: number, maxTokens: number, samples = 1) {
  const { engine, tokenizer } = model;
  const promptIds = tokenizer.encodeChat(messages, { addGenerationPrompt: true });
  const parameters = { maxTokens, stopIds: tokenizer.endIds };
  const [{ sequences }] = await engine.sample([{ promptIds, samples, seed, parameters, topLogprobs: 3 }]);
  return { promptIds, sequences };
}

describe("an answer", () => {
  test("is what the engine draws, with the tokens counted", async () => {
    const { promptIds, sequences } = await drawn(7, 24);
    const [{ ids, stopReason }] = sequences;
    const answer = await ask();
    expect(answer).toMatchObject({ object: "chat.completion", model: "tiny" });
    expect(answer.id).toMatch(/^chatcmpl-\w{20,}$/);
    expect(answer.choices).toHaveLength(1);
    expect(answer.choices[0]).toMatchObject({
      finish_reason: stopReason,
      message: { role: "assistant", content: model.tokenizer.decode(ids) },
      logprobs: null,
    });
    expect(answer.usage).toEqual({
      prompt_tokens: promptIds.length,
      completion_tokens: ids.length,
      total_tokens: promptIds.length + ids.length,
    });
  });

  test("streamed is the same in parts, and its last chunk counts the tokens where that is asked for", async () => {
    const more = { n: 2, logprobs: true, top_logprobs: 2 } as const;
    const whole = await ask(more);
    const chunks = await stream({ ...more, stream_options: { include_usage: true } });
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.every(({ object }) => object === "chat.completion.chunk")).toBe(true);
    for (const { index, message, logprobs, finish_reason } of whole.choices) {
      const { content } = message;
      expect(joined(chunks, index)).toEqual({ content, logprobs: logprobs!.content, finish: finish_reason });
    }
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    // A chunk for each token and not one for all.
    expect(chunks.length).toBeGreaterThan(20);
    expect((await stream()).filter(({ usage }) => usage)).toEqual([]);
  });

  test("has log-probabilities of its tokens and of the most likely ones", async () => {
    const { sequences } = await drawn(7, 12);
    const [{ ids, logprobs, topLogprobs }] = sequences;
    const answer = await ask({ max_tokens: 12, logprobs: true, top_logprobs: 3 });
    const content = answer.choices[0].logprobs!.content!;
    const { tokenizer } = model;
    const text = (id: number) => tokenizer.decode([id], { special: true });
    const shown = Array.from(ids).filter((id) => !tokenizer.endIds.includes(id));
    expect(content.map(({ token }) => token)).toEqual(shown.map((id) => tokenizer.decode([id])));
    content.forEach(({ token, bytes, logprob, top_logprobs }, i) => {
      expect(Buffer.from(bytes!).toString()).toBe(token);
      expect(logprob).toBe(logprobs[i]);
      expect(top_logprobs.map(({ token, logprob }) => [token, logprob])).toEqual(
        topLogprobs![i].map(({ id, logprob }) => [text(id), logprob]),
      );
    });
    const without = await ask({ max_tokens: 3, logprobs: true });
    expect(without.choices[0].logprobs!.content!.map(({ top_logprobs }) => top_logprobs)).toEqual([
      [],
      [],
      [],
    ]);
  });

  test("follows seed, temperature and top_p", async () => {
    const text = async (more: Partial<Asked>) => (await ask(more)).choices[0].message.content;
    expect(await text({})).toBe(await text({}));
    expect(await text({ seed: 8 })).not.toBe(await text({}));
    // Without a seed each request has its own.
    expect(await text({ seed: null })).not.toBe(await text({ seed: null }));
    const greedy = await text({ temperature: 0 });
    expect(await text({ temperature: 0, seed: 8 })).toBe(greedy);
    expect(await text({ top_p: 0, seed: 8 })).toBe(greedy);
  });

  test("is drawn as the model's folder says, as far as the request does not", async () => {
    const sampling = { temperature: 0, topP: 0.5 };
    const tokenizer: Tokenizer = Object.create(model.tokenizer, { sampling: { value: sampling } });
    const { server, client } = await serving({ ...model, tokenizer });
    const textOf = async (of: OpenAI, more: Partial<Asked>) =>
      (await of.chat.completions.create(asked(more))).choices[0].message.content;
    expect(await textOf(client, {})).toBe(await textOf(here.client, { temperature: 0 }));
    const [cut, whole] = [{ temperature: 1 }, { temperature: 1, top_p: 1 }];
    expect(await textOf(client, cut)).toBe(await textOf(here.client, { top_p: 0.5 }));
    expect(await textOf(client, whole)).toBe(await textOf(here.client, {}));
    await server.close();
  });

  test("n gives as many different ones, and the prompt counts once", async () => {
    const { promptIds, sequences } = await drawn(7, 24, 3);
    const { choices, usage } = await ask({ n: 3 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    const texts = sequences.map(({ ids }) => model.tokenizer.decode(ids));
    expect(choices.map(({ message }) => message.content)).toEqual(texts);
    expect(new Set(texts).size).toBe(3);
    expect(usage!.prompt_tokens).toBe(promptIds.length);
    expect(usage!.completion_tokens).toBe(sequences.reduce((sum, { ids }) => sum + ids.length, 0));
  });

  test("ends before a stop text, also one that lies over several tokens, streamed or not", async () => {
    const text = (await ask()).choices[0].message.content!;
    const stop = [text.slice(5, 8), "never to be seen"];
    const at = text.indexOf(stop[0]);
    const { choices } = await ask({ stop });
    expect(choices[0]).toMatchObject({ finish_reason: "stop", message: { content: text.slice(0, at) } });
    const chunks = await stream({ stop });
    expect(joined(chunks, 0)).toMatchObject({ content: text.slice(0, at), finish: "stop" });
    // And nothing was drawn after it.
    expect(here.sampled.at(-1)![0].sequences[0].ids.length).toBe(at + 3);
  });

  test("without a limit ends where the model's context does", async () => {
    const long = "x".repeat(490);
    const question = asked({ messages: [{ role: "user", content: long }], max_tokens: null });
    const { choices, usage } = await endless.client.chat.completions.create(question);
    expect(choices[0].finish_reason).toBe("length");
    expect(usage!.total_tokens).toBe(512);
  });
});

describe("several clients", () => {
  test("are answered side by side, each with what it would get alone", async () => {
    const { client, server } = endless;
    const ask = (more: Partial<Asked>) => client.chat.completions.create(asked(more));
    const alone: OpenAI.ChatCompletion[] = [];
    for (const seed of [1, 2, 3]) alone.push(await ask({ seed, max_tokens: 40 }));
    const order: string[] = [];
    // This one alone would take longer than all the others after it.
    const long = ask({ seed: 9, n: 4, max_tokens: 480 }).then(() => order.push("long"));
    await until(() => server.running === 1);
    const short = await Promise.all(
      [1, 2, 3].map(async (seed) => {
        const answer = await ask({ seed, max_tokens: 40 });
        order.push("short");
        return answer;
      }),
    );
    await long;
    expect(short.map(({ choices }) => choices)).toEqual(alone.map(({ choices }) => choices));
    expect(order).toEqual(["short", "short", "short", "long"]);
  });

  test("that go away stop the drawing, streamed or not", async () => {
    const { client, server, sampled, reports } = endless;
    const body = asked({ max_tokens: 480, n: 8 });
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const events = await client.chat.completions.create({ ...body, stream: true }, options);
    const whole = client.chat.completions.create({ ...body, stream: false }, options);
    const gone = expect(whole).rejects.toThrow(/aborted/i);
    const before = sampled.length;
    for await (const _ of events) {
      await until(() => server.running === 2);
      controller.abort();
    }
    await gone;
    await until(() => server.running === 0);
    const stopped = sampled.slice(before).flatMap((results) => results[0].sequences);
    expect(stopped.map(({ stopReason }) => stopReason)).toEqual(new Array(16).fill("aborted"));
    expect(reports.slice(-2).map(({ status }) => status)).toEqual([499, 499]);
    // The next one finds its place free.
    expect((await ask({ max_tokens: 2 })).usage!.completion_tokens).toBe(2);
  });
});

describe("checkpoints of Hugging Face", () => {
  test.each(["qwen3", "llama3", "mistral"])("%s: text in parts is the whole text", async (name) => {
    const checkpoint = await checkpointModel(name);
    const { server, client } = await serving(checkpoint);
    const body = { ...asked({ max_tokens: 40, n: 2, logprobs: true }), model: name };
    const whole = await client.chat.completions.create({ ...body, stream: false });
    const chunks: Chunk[] = [];
    for await (const chunk of await client.chat.completions.create({ ...body, stream: true }))
      chunks.push(chunk);
    const { engine, tokenizer } = checkpoint;
    const promptIds = tokenizer.encodeChat(messages, { addGenerationPrompt: true });
    const parameters = { maxTokens: 40, stopIds: tokenizer.endIds };
    const [{ sequences }] = await engine.sample([{ promptIds, samples: 2, seed: 7, parameters }]);
    for (const { index, message, logprobs } of whole.choices) {
      expect(message.content).toBe(tokenizer.decode(sequences[index].ids));
      expect(joined(chunks, index)).toMatchObject({
        content: message.content,
        logprobs: logprobs!.content!,
      });
    }
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([name]);
    await server.close();
    await engine.close();
  });
});
