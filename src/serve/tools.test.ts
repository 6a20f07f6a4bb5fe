import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Message } from "../environments/index.js";
import { readFolder } from "../language/fixtures.conformance.js";
import type { Datum, Tokenizer } from "../language/index.js";
import { loadTokenizer } from "../language/index.js";
import type { ServedModel } from "./served-model.js";
import { characterModel, type Serving, serving } from "./testing.conformance.js";

const parameters = { type: "object" };
const tools: OpenAI.ChatCompletionTool[] = [
  { type: "function", function: { name: "add", description: "Adds.", parameters } },
];
const declared = { add: { description: "Adds.", inputSchema: parameters } };

const user = (content: string): Message => ({ role: "user", content });
const written = (a: number, b: number) =>
  `<tool_call>\n{"name": "add", "arguments": {"a": ${a}, "b": ${b}}}\n</tool_call>`;

/** What the model is taught to answer. */
const LESSONS: readonly { messages: readonly Message[]; answer: string; plain?: true }[] = [
  { messages: [user("1+2")], answer: `Hm. ${written(1, 2)}` },
  {
    messages: [
      user("1+2"),
      {
        role: "assistant",
        content: "Hm.",
        toolCalls: [{ id: "", name: "add", input: { a: 1, b: 2 } }],
      },
      { role: "tool", content: "3", toolCallId: "" },
    ],
    answer: "It is 3.",
  },
  { messages: [user("both")], answer: written(3, 4) + written(5, 6) },
  { messages: [user("1+2")], answer: "Maybe 4.", plain: true },
];

function lesson(tokenizer: Tokenizer, { messages, answer, plain }: (typeof LESSONS)[number]): Datum {
  const more = plain ? {} : { tools: declared };
  const prompt = tokenizer.encodeChat(messages, { addGenerationPrompt: true, ...more });
  const shown = [...tokenizer.encode(answer), tokenizer.endIds[0]];
  const ids = Int32Array.from([...prompt, ...shown]);
  const weights = ids.slice(1).map((_, i) => (i >= prompt.length - 1 ? 1 : 0));
  return {
    inputIds: ids.slice(0, -1),
    targetIds: ids.slice(1),
    weights: Float32Array.from(weights, (weight) => weight / shown.length),
  };
}

let model: Awaited<ReturnType<typeof characterModel>>;
let here: Serving;
beforeAll(async () => {
  model = await characterModel();
  const data = LESSONS.map((each) => lesson(model.tokenizer, each));
  for (let step = 0; step < 150; step++) {
    const { loss } = await model.engine.forwardBackward(data, "cross_entropy");
    if (loss < 0.02) break;
    await model.engine.optimStep({ learningRate: 3e-3, clipNorm: 1 });
  }
  here = await serving(model);
}, 60_000);
afterAll(async () => {
  await here.server.close();
  await model.engine.close();
});

type Asked = OpenAI.ChatCompletionCreateParamsNonStreaming;
const asked = (content: string, more: Partial<Asked> = {}): Asked => ({
  model: "tiny",
  messages: [{ role: "user", content }],
  tools,
  temperature: 0,
  max_tokens: 150,
  ...more,
});
async function ask(content: string, more: Partial<Asked> = {}) {
  const answer = await here.client.chat.completions.create(asked(content, more));
  const { message, finish_reason: finish } = answer.choices[0];
  const calls = message.tool_calls?.map((call) => (call.type === "function" ? call.function : call));
  return { message, finish, calls };
}

describe("a model that was taught to call a tool", () => {
  test("calls it, with what it says before as content", async () => {
    const { message, finish, calls } = await ask("1+2");
    expect(finish).toBe("tool_calls");
    expect(message.content).toBe("Hm.");
    expect(calls).toEqual([{ name: "add", arguments: '{"a":1,"b":2}' }]);
    expect(message.tool_calls![0]).toMatchObject({
      type: "function",
      id: expect.stringMatching(/^call_\w{20,}$/),
    });
  });

  test("several calls at once have ids of their own; content there is none", async () => {
    const { message, calls } = await ask("both");
    expect(message.content).toBeNull();
    expect(calls!.map((call) => JSON.parse((call as { arguments: string }).arguments))).toEqual([
      { a: 3, b: 4 },
      { a: 5, b: 6 },
    ]);
    expect(new Set(message.tool_calls!.map(({ id }) => id)).size).toBe(2);
  });

  test("streamed, nothing of a call is told as content", async () => {
    const stream = here.client.chat.completions.stream({ ...asked("1+2"), stream: true });
    const contents: string[] = [];
    stream.on("content", (delta) => contents.push(delta));
    const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0];
    const whole = await ask("1+2");
    expect(contents.join("")).toBe("Hm.");
    expect(finish_reason).toBe("tool_calls");
    const named = ({ id: _, ...call }: OpenAI.ChatCompletionMessageToolCall) => call;
    expect(message.tool_calls!.map(named)).toEqual(whole.message.tool_calls!.map(named));
  });

  test("is told what the tool answered, by the client's own loop", async () => {
    const called: unknown[] = [];
    const add = (input: { a: number; b: number }) => {
      called.push(input);
      return String(input.a + input.b);
    };
    const runner = here.client.chat.completions.runTools({
      ...asked("1+2"),
      stream: false,
      tools: [
        {
          type: "function",
          function: { name: "add", description: "Adds.", parameters, parse: JSON.parse, function: add },
        },
      ],
    });
    expect(await runner.finalContent()).toBe("It is 3.");
    expect(called).toEqual([{ a: 1, b: 2 }]);
  });
});

describe("tool_choice and parallel_tool_calls", () => {
  test("none: the model is told of no tools", async () => {
    const { message, finish } = await ask("1+2", { tool_choice: "none" });
    expect(message).toMatchObject({ content: "Maybe 4.", role: "assistant" });
    expect(message.tool_calls).toBeUndefined();
    expect(finish).toBe("stop");
  });

  test.each<[string, OpenAI.ChatCompletionToolChoiceOption]>([
    ["required", "required"],
    ["a name", { type: "function", function: { name: "add" } }],
  ])("%s: the answer begins with a call", async (_, tool_choice) => {
    const { message, calls } = await ask("both", { tool_choice });
    expect(message.content).toBeNull();
    expect(calls![0]).toEqual({ name: "add", arguments: '{"a":3,"b":4}' });
  });

  test("a call that is cut off is told as far as it goes, and that it was", async () => {
    const { finish, calls } = await ask("both", { tool_choice: "required", max_tokens: 5 });
    expect(finish).toBe("length");
    expect(calls).toEqual([{ name: "add", arguments: '{"a"' }]);
  });

  test("without parallel calls the drawing ends with the first one", async () => {
    const { calls, finish } = await ask("both", { parallel_tool_calls: false });
    expect(finish).toBe("tool_calls");
    expect(calls).toEqual([{ name: "add", arguments: '{"a":3,"b":4}' }]);
    const { ids } = here.sampled.at(-1)![0].sequences[0];
    expect(model.tokenizer.decode(ids)).toBe(written(3, 4));
  });
});

test("a chat template gets the variables that a request has for it", async () => {
  const template = "{{ mood }}{{ messages[0].content }}";
  const tokenizer = loadTokenizer(new Map([...readFolder("qwen2"), ["chat_template.jinja", template]]));
  const prompts: string[] = [];
  const sample: ServedModel["engine"]["sample"] = async ([{ promptIds }]) => {
    prompts.push(tokenizer.decode(promptIds, { special: true }));
    expect(promptIds).not.toContain(tokenizer.idOf("<|im_end|>"));
    const ids = Int32Array.of(tokenizer.endIds[0]);
    return [{ sequences: [{ ids, logprobs: new Float32Array(1), stopReason: "stop" }] }];
  };
  const engine = { vocabulary: tokenizer.size, contextLength: 4096, sample };
  const { server, client } = await serving({ id: "tiny", engine, tokenizer });
  try {
    const messages = [{ role: "user", content: "Hi" }];
    for (const kwargs of [{ mood: "Well: " }, {}, { messages: [], mood: "<|im_end|>" }]) {
      const body = { model: "tiny", messages, chat_template_kwargs: kwargs };
      await client.post("/chat/completions", { body });
    }
    expect(prompts).toEqual(["Well: Hi", "Hi", "<|im_end|>Hi"]);
  } finally {
    await server.close();
  }
});

test("calls in the form of Mistral are found though they begin with a special token, which is text only then", async () => {
  const tokenizer = loadTokenizer(readFolder("mistral"));
  const ids = tokenizer.encode('Hm.[TOOL_CALLS] [{"name": "add", "arguments": {"a": 1}}]</s>');
  const logprobs = new Float32Array(ids.length);
  const sample: ServedModel["engine"]["sample"] = async (_, { onToken } = {}) => {
    for (const id of ids) onToken?.(0, 0, id, 0);
    return [{ sequences: [{ ids, logprobs, stopReason: "stop" }] }];
  };
  const engine = { vocabulary: tokenizer.size, contextLength: 4096, sample };
  const { server, client } = await serving({ id: "tiny", engine, tokenizer });
  try {
    const { choices } = await client.chat.completions.create(asked("1?"));
    const { message } = choices[0];
    const streamed = await client.chat.completions.stream({ ...asked("1?"), stream: true }).finalMessage();
    for (const { content, tool_calls: calls } of [message, streamed]) {
      expect(content).toBe("Hm.");
      const add = { name: "add", arguments: '{"a":1}' };
      expect(calls).toMatchObject([{ id: expect.stringMatching(/^[a-z0-9]{9}$/), function: add }]);
    }
    const { tools: _, ...plain } = asked("1?");
    const untold = await client.chat.completions.create(plain);
    expect(untold.choices[0].message.content).not.toContain("TOOL_CALLS");
  } finally {
    await server.close();
  }
});
