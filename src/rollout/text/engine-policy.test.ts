import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { FIXTURES, readFolder } from "../../language/fixtures.conformance.js";
import { loadTokenizer } from "../../language/tokenizer/hugging-face-tokenizer.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { characterTokenizer } from "../../language/tokenizer/training/character-tokenizer.js";
import { type EnginePolicyOptions, enginePolicy } from "./engine-policy.js";
import { playEpisode } from "./play-episode.js";

const tokenizer = characterTokenizer("ab");
const CONTEXT = 24;

/** Answers each turn with so many characters. */
const talkative = (said: string): TextEnvironment => ({
  name: "talkative",
  size: () => 1,
  example: () => ({ id: "0", difficulty: 1 }),
  begin: () => ({
    opening: [{ role: "user", content: "a" }],
    answer: async () => ({ done: false, messages: [{ role: "user", content: said }] }),
  }),
});

test.each([1, 3, 9, 40])(
  "an episode ends within the context, whatever the environment says (%i a turn)",
  async (length) => {
    const asked: number[] = [];
    const policy = enginePolicy({
      engine: {
        contextLength: CONTEXT,
        sample: async (requests) =>
          requests.map(({ promptIds, samples = 1, parameters: { maxTokens } }) => {
            asked.push(promptIds.length + maxTokens);
            const ids = tokenizer.encode("b".repeat(Math.min(2, maxTokens)));
            const sequence = { ids, logprobs: new Float32Array(ids.length), stopReason: "length" as const };
            return { sequences: Array.from({ length: samples }, () => sequence) };
          }),
      },
      tokenizer,
      parameters: { maxTokens: 2 },
    });
    const environment = talkative("a".repeat(length));
    const episode = await playEpisode(
      { environment, policy, budgets: { turns: 30 } },
      { split: "train", index: 0 },
    );
    const [{ ids, mask, logprobs }] = episode.sequences;
    expect(ids.length).toBe(CONTEXT);
    expect([mask.length, logprobs.length]).toEqual([CONTEXT, CONTEXT]);
    expect(Math.max(...asked)).toBeLessThanOrEqual(CONTEXT);
    expect(episode.errors).toEqual([]);
  },
);

/** Gives these answers one after the other, and keeps what it was asked. */
function scripted(tokenizer: Tokenizer, answers: readonly string[]) {
  const prompts: number[][] = [];
  const engine: EnginePolicyOptions["engine"] = {
    contextLength: 1000,
    sample: async ([{ promptIds }]) => {
      const ids = tokenizer.encode(answers[prompts.length]);
      prompts.push([...promptIds]);
      return [{ sequences: [{ ids, logprobs: new Float32Array(ids.length), stopReason: "stop" }] }];
    },
  };
  return { engine, prompts };
}

/** Asks twice, and has a tool. */
const twoQuestions: TextEnvironment = {
  ...talkative(""),
  tools: {
    add: {
      description: "Adds.",
      inputSchema: { type: "object" },
      execute: (input) => {
        const { a, b } = input as { a: number; b: number };
        return String(a + b);
      },
    },
  },
  begin: () => {
    let answered = 0;
    return {
      opening: [{ role: "user", content: "3+4?" }],
      answer: async () =>
        answered++ === 0
          ? { done: false, messages: [{ role: "user", content: "Sure?" }] }
          : { done: true, outcome: { solved: true, reward: {} } },
    };
  },
};

test("with Qwen3's template a tool is called and another question asked; what was sampled stays", async () => {
  const template = readFileSync(join(FIXTURES, "templates", "qwen3.jinja"), "utf8");
  const qwen3 = loadTokenizer(new Map([...readFolder("qwen3"), ["chat_template.jinja", template]]));
  const answers = [
    '<tool_call>\n{"name": "add",  "arguments": {"a": 3, "b": 4}}\n</tool_call><|im_end|>',
    "<think>\n7 it is.\n</think>\n\n7<|im_end|>",
    "<think>\n\n</think>\n\nYes.<|im_end|>",
  ];
  const { engine, prompts } = scripted(qwen3, answers);
  const policy = enginePolicy({ engine, tokenizer: qwen3, parameters: { maxTokens: 100 } });
  const episode = await playEpisode({ environment: twoQuestions, policy }, { split: "train", index: 0 });
  expect(episode).toMatchObject({
    end: "done",
    errors: [],
    counts: { answers: 3, toolCalls: 1, toolErrors: 0 },
  });
  const [{ ids, mask }] = episode.sequences;
  expect(ids.filter((_, i) => mask[i] === 1)).toEqual(answers.flatMap((answer) => [...qwen3.encode(answer)]));
  for (const prompt of prompts) expect(ids.slice(0, prompt.length)).toEqual(prompt);
  const system = qwen3.decode(qwen3.encodeChat([], { tools: twoQuestions.tools! }), { special: true });
  expect(qwen3.decode(ids, { special: true })).toBe(
    `${system}<|im_start|>user\n3+4?<|im_end|>\n<|im_start|>assistant\n${answers[0]}\n` +
      `<|im_start|>user\n<tool_response>\n7\n</tool_response><|im_end|>\n<|im_start|>assistant\n${answers[1]}\n` +
      `<|im_start|>user\nSure?<|im_end|>\n<|im_start|>assistant\n${answers[2]}`,
  );
});

test("variables of the template stand in every prompt", async () => {
  const template = readFileSync(join(FIXTURES, "templates", "qwen3.jinja"), "utf8");
  const qwen3 = loadTokenizer(new Map([...readFolder("qwen3"), ["chat_template.jinja", template]]));
  const { engine, prompts } = scripted(qwen3, ["7<|im_end|>", "Yes.<|im_end|>"]);
  const templateOptions = { enable_thinking: false };
  const policy = enginePolicy({ engine, tokenizer: qwen3, parameters: { maxTokens: 100 }, templateOptions });
  await playEpisode({ environment: twoQuestions, policy }, { split: "train", index: 0 });
  const begun = "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n";
  expect(prompts.map((ids) => qwen3.decode(ids, { special: true }).split("user\n").at(-1))).toEqual([
    `3+4?${begun}`,
    `Sure?${begun}`,
  ]);
});

test.each([
  ["mistral", '[TOOL_CALLS] [{"name": "add", "arguments": {"a": 3, "b": 4}}]</s>', "</s>"],
  ["mistral", '[TOOL_CALLS]add[ARGS]{"a": 3, "b": 4}</s>', "</s>"],
  ["llama3", '{"name": "add", "parameters": {"a": 3, "b": 4}}<|eot_id|>', "<|eot_id|>"],
  ["llama3", '<|python_tag|>{"name": "add", "parameters": {"a": 3, "b": 4}}<|eot_id|>', "<|eot_id|>"],
])("a call in the form of %s is run and told: %s", async (family, call, end) => {
  const tokenizer = loadTokenizer(withMarks(readFolder(family)));
  const answers = [call, `7${end}`, `Yes.${end}`];
  const { engine, prompts } = scripted(tokenizer, answers);
  const policy = enginePolicy({ engine, tokenizer, parameters: { maxTokens: 100 } });
  const episode = await playEpisode({ environment: twoQuestions, policy }, { split: "train", index: 0 });
  expect(episode).toMatchObject({
    end: "done",
    errors: [],
    counts: { answers: 3, toolCalls: 1, toolErrors: 0 },
  });
  const [, asked, told, answered] = episode.messages;
  expect(asked).toMatchObject({ content: "", toolCalls: [{ name: "add", input: { a: 3, b: 4 } }] });
  expect([told.content, answered.content.trim()]).toEqual(["7", "7"]);
  const [{ ids, mask }] = episode.sequences;
  expect(ids.filter((_, i) => mask[i] === 1)).toEqual(
    answers.flatMap((answer) => [...tokenizer.encode(answer)]),
  );
  for (const prompt of prompts) expect(ids.slice(0, prompt.length)).toEqual(prompt);
});

/** A tokeniser's files with the special tokens of calls that these are without. */
function withMarks(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const json = JSON.parse(files.get("tokenizer.json")!);
  const known = json.added_tokens.map(({ content }: { content: string }) => content);
  for (const content of ["<|python_tag|>", "[TOOL_CALLS]", "[ARGS]"].filter(
    (mark) => !known.includes(mark),
  )) {
    const id =
      Math.max(
        ...Object.values<number>(json.model.vocab),
        ...json.added_tokens.map(({ id }: { id: number }) => id),
      ) + 1;
    json.added_tokens.push({ ...json.added_tokens[0], id, content, special: true });
  }
  return new Map([...files, ["tokenizer.json", JSON.stringify(json)]]);
}

test("an option or a parameter of sampling that there is not is refused", () => {
  const qwen3 = loadTokenizer(readFolder("qwen3"));
  const { engine } = scripted(qwen3, []);
  const options = { engine, tokenizer: qwen3, parameters: { maxTokens: 1 } };
  const made = (more: object) => () => enginePolicy({ ...options, ...more });
  expect(made({ adaptr: "a" })).toThrow(/^option of enginePolicy: .*mean adapter\?\), found "adaptr"$/);
  expect(made({ parameters: { maxTokens: 1, temprature: 0 } })).toThrow(
    /^option of parameters: .*mean temperature\?\), found "temprature"$/,
  );
});
