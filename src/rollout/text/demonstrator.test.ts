import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Message } from "../../environments/text/message.js";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { FIXTURES, readFolder } from "../../language/fixtures.conformance.js";
import { loadTokenizer } from "../../language/tokenizer/hugging-face-tokenizer.js";
import { demonstrator } from "./demonstrator.js";
import { playEpisode } from "./play-episode.js";

const calling = (value: number): Message => ({
  role: "assistant",
  content: "",
  toolCalls: [{ id: `c${value}`, name: "next", input: { value } }],
});

/** Shows how to count with a tool. */
const counting: TextEnvironment = {
  name: "counting",
  size: () => 1,
  example: () => ({ id: "0", difficulty: 1 }),
  tools: {
    next: {
      description: "",
      inputSchema: { type: "object" },
      execute: (input) => String((input as { value: number }).value + 1),
    },
  },
  begin: () => ({
    opening: [{ role: "user", content: "1?" }],
    answer: async () => ({ done: true, outcome: { solved: true, reward: {} } }),
  }),
  demonstrate: () => [calling(1), calling(2), { role: "assistant", content: "3" }],
};

test("every call is shown in tokens, though the template writes earlier answers differently", async () => {
  const template = readFileSync(join(FIXTURES, "templates", "qwen3.jinja"), "utf8");
  const tokenizer = loadTokenizer(new Map([...readFolder("qwen3"), ["chat_template.jinja", template]]));
  const policy = demonstrator(counting, tokenizer);
  const episode = await playEpisode({ environment: counting, policy }, { split: "train", index: 0 });
  expect(episode).toMatchObject({ end: "done", errors: [], counts: { toolCalls: 2 } });
  const [{ ids, mask }] = episode.sequences;
  const text = tokenizer.decode(ids, { special: true });
  const answer = (said: string) => `<think>\n\n</think>\n\n${said}<|im_end|>`;
  const call = (value: number) =>
    `<tool_call>\n{"name": "next", "arguments": {"value": ${value}}}\n</tool_call>`;
  const told = (value: number) =>
    `\n<|im_start|>user\n<tool_response>\n${value}\n</tool_response><|im_end|>\n`;
  const begun = "<|im_start|>assistant\n";
  expect(text.slice(text.indexOf(begun))).toBe(
    `${begun}${answer(call(1))}${told(2)}${begun}${answer(call(2))}${told(3)}${begun}${answer("3")}`,
  );
  const shown = ids.filter((_, i) => mask[i] === 1);
  expect(tokenizer.decode(shown, { special: true })).toBe(answer(call(1)) + answer(call(2)) + answer("3"));
});

test("variables of the template hold in what is shown", async () => {
  const template = readFileSync(join(FIXTURES, "templates", "qwen3.jinja"), "utf8");
  const tokenizer = loadTokenizer(new Map([...readFolder("qwen3"), ["chat_template.jinja", template]]));
  const policy = demonstrator(counting, tokenizer, { enable_thinking: false });
  const episode = await playEpisode({ environment: counting, policy }, { split: "train", index: 0 });
  const [{ ids, mask }] = episode.sequences;
  const asked = tokenizer.decode(ids.slice(0, mask.indexOf(1)), { special: true });
  expect(asked.endsWith("<think>\n\n</think>\n\n")).toBe(true);
});
