import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Message } from "../../environments/text/message.js";
import type { ToolSet } from "../../environments/text/tool.js";
import { FIXTURES, readFolder } from "../../language/fixtures.conformance.js";
import { loadTokenizer } from "../../language/tokenizer/hugging-face-tokenizer.js";
import type { TemplateOptions, Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { observedIds } from "./observed-ids.js";

const load = (folder: string, template?: string) =>
  loadTokenizer(
    new Map([...readFolder(folder), ...(template ? [["chat_template.jinja", template] as const] : [])]),
  );
const template = (name: string) => readFileSync(join(FIXTURES, "templates", `${name}.jinja`), "utf8");
const qwen3 = load("qwen3", template("qwen3"));
const CHAT_ML =
  "{% for m in messages %}{{'<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>' + '\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

const user = (content: string): Message => ({ role: "user", content });
const call = (id: string, input: unknown) => ({ id, name: "add", input });
const result = (id: string, content: string): Message => ({
  role: "tool",
  content,
  toolCallId: id,
  name: "add",
});
const add: ToolSet = { add: { description: "Adds.", inputSchema: { type: "object" }, execute: () => "" } };

/** What was sampled, as the model wrote it and as the message that was read from it. */
interface Sampled {
  readonly written: string;
  readonly end?: string;
  readonly read: Partial<Message>;
}

/** Plays a conversation as a policy does: the ids of all turns, and those of the answers alone. */
function play(
  tokenizer: Tokenizer,
  turns: readonly (readonly Message[] | Sampled)[],
  tools: ToolSet = {},
  templateOptions: TemplateOptions = {},
) {
  const messages: Message[] = [];
  const ids: number[] = [];
  const sampled: (readonly number[])[] = [];
  const kept: (readonly number[])[] = [];
  let covered = 0;
  for (const turn of turns) {
    if ("written" in turn) {
      const answer = [...tokenizer.encode(turn.written), ...tokenizer.encode(turn.end ?? "")];
      ids.push(...observedIds(tokenizer, messages, { ids, covered, tools, templateOptions }));
      const from = ids.length;
      ids.push(...answer);
      sampled.push(answer);
      kept.push(ids.slice(from));
      messages.push({ role: "assistant", content: turn.written, ...turn.read });
      covered = messages.length;
    } else messages.push(...turn);
  }
  expect(kept).toEqual(sampled);
  return tokenizer.decode(ids, { special: true });
}

const said = (content: string, written = content): Sampled => ({
  written,
  end: "<|im_end|>",
  read: { content },
});
const turnOf = (role: string, content: string) => `<|im_start|>${role}\n${content}<|im_end|>\n`;

describe("a template that drops what was thought before the last question, as Qwen3's", () => {
  test("keeps a second and a third turn behind what was sampled", () => {
    const thought = "<think>\nSeven?\n</think>\n\n7";
    const turns = [
      [{ role: "system", content: "Be brief." } as const, user("3+4?")],
      said(thought),
      [user("And twice that?")],
      said("<think>\n\n</think>\n\n14"),
      [user("Sure?")],
      said("Yes."),
    ];
    expect(`${play(qwen3, turns)}\n`).toBe(
      turnOf("system", "Be brief.") +
        turnOf("user", "3+4?") +
        turnOf("assistant", thought) +
        turnOf("user", "And twice that?") +
        turnOf("assistant", "<think>\n\n</think>\n\n14") +
        turnOf("user", "Sure?") +
        turnOf("assistant", "Yes."),
    );
  });

  test("keeps calls of tools with and without a thought, their results told together, and another question", () => {
    const written = '<tool_call>\n{"name": "add", "arguments": {"a": 3}}\n</tool_call>';
    const calls = [call("c1", { a: 3 })];
    const turns = [
      [user("3+4?")],
      {
        written: `${written}\n${written}`,
        end: "<|im_end|>",
        read: { content: "", toolCalls: [...calls, ...calls] },
      },
      [result("c1", "3"), result("c1", "4")],
      {
        written: `<think>\nHm.\n</think>\n\n${written}`,
        end: "<|im_end|>",
        read: { content: "<think>\nHm.\n</think>", toolCalls: calls },
      },
      [result("c1", "7")],
      said("It is 7."),
      [user("Sure?")],
      said("Yes."),
    ];
    const text = play(qwen3, turns, add);
    const system = qwen3.decode(qwen3.encodeChat([], { tools: add }), { special: true });
    const told = (...contents: string[]) =>
      turnOf("user", contents.map((content) => `<tool_response>\n${content}\n</tool_response>`).join("\n"));
    expect(`${text}\n`).toBe(
      system +
        turnOf("user", "3+4?") +
        turnOf("assistant", `${written}\n${written}`) +
        told("3", "4") +
        turnOf("assistant", `<think>\nHm.\n</think>\n\n${written}`) +
        told("7") +
        turnOf("assistant", "It is 7.") +
        turnOf("user", "Sure?") +
        turnOf("assistant", "Yes."),
    );
  });

  test("ends an answer that was cut off", () => {
    const text = play(qwen3, [[user("1?")], { written: "On", read: {} }, [user("2?")], said("Two.")]);
    expect(text).toBe(
      "<|im_start|>user\n1?<|im_end|>\n<|im_start|>assistant\nOn<|im_end|>\n" +
        "<|im_start|>user\n2?<|im_end|>\n<|im_start|>assistant\nTwo.<|im_end|>",
    );
  });
});

describe("a template that only adds goes on from the conversation as it is", () => {
  test.each([
    ["Qwen2.5", load("qwen2"), "<|im_end|>"],
    ["ChatML", load("qwen2", CHAT_ML), "<|im_end|>"],
    ["Llama 3", load("llama3"), "<|eot_id|>"],
    ["Mistral", load("mistral"), "</s>"],
    ["Llama 2", load("llama2"), "</s>"],
  ])("%s", (_, tokenizer, end) => {
    const messages: Message[] = [user("1?"), { role: "assistant", content: "One" }, user("2?")];
    const prompt = tokenizer.encodeChat(messages.slice(0, 1), { addGenerationPrompt: true });
    const ids = [...prompt, ...tokenizer.encode("One"), ...tokenizer.encode(end)];
    const found = observedIds(tokenizer, messages, { ids, covered: 2, tools: {} });
    const whole = tokenizer.encodeChat(messages, { addGenerationPrompt: true });
    expect([...found]).toEqual([...whole.slice(whole.length - found.length)]);
    expect(whole[whole.length - found.length - 1]).toBe(tokenizer.encode(end)[0]);
  });
});

test("tools that are told before the last question only are told with each, as Mistral's are", () => {
  const turn = (content: string) =>
    `[AVAILABLE_TOOLS] [{"type": "function", "function": {"name": "add", "description": "Adds.", "parameters": {"type": "object"}}}][/AVAILABLE_TOOLS][INST] ${content}[/INST]`;
  const mistral = load("mistral");
  const one = { written: "One", end: "</s>", read: {} };
  const text = play(mistral, [[user("1?")], one, [user("2?")], one], add);
  expect(text.replaceAll(" ", "")).toBe(`<s>${turn("1?")}One</s>${turn("2?")}One</s>`.replaceAll(" ", ""));
});

test("several calls at once are answered where the template would have one, as Llama 3's", () => {
  const written = '{"name": "add", "parameters": {}}; {"name": "add", "parameters": {}}';
  const calls = [call("c1", {}), call("c2", {})];
  const text = play(
    load("llama3"),
    [
      [user("1?")],
      { written, end: "<|eot_id|>", read: { content: "", toolCalls: calls } },
      [result("c1", "1"), result("c2", "2")],
      { written: "3", end: "<|eot_id|>", read: {} },
      [user("2?")],
      { written: "4", end: "<|eot_id|>", read: {} },
    ],
    add,
  );
  const turn = (role: string, content: string) =>
    `<|start_header_id|>${role}<|end_header_id|>\n\n${content}<|eot_id|>`;
  expect(text.slice(text.indexOf(turn("user", "1?")))).toBe(
    turn("user", "1?") +
      turn("assistant", written) +
      turn("ipython", "1") +
      turn("ipython", "2") +
      turn("assistant", "3") +
      turn("user", "2?") +
      turn("assistant", "4"),
  );
});

test("a template that does not show what it writes behind an answer is refused", () => {
  const forgetful = load("qwen2", "{{ messages | length }}{{ messages[-1].content }}");
  const seen = { ids: [1], covered: 2, tools: {} };
  const messages: Message[] = [user("1?"), { role: "assistant", content: "One" }, user("2?")];
  expect(() => observedIds(forgetful, messages, seen)).toThrow(
    expect.objectContaining({ code: "TEMPLATE_REWRITES", boundary: "engine" }),
  );
});

test("variables of the template hold in every turn", () => {
  const turns = [[user("1?")], said("One."), [user("2?")], said("Two.")];
  const begun = "<|im_start|>assistant\n<think>\n\n</think>\n\n";
  expect(play(qwen3, turns, {}, { enable_thinking: false })).toBe(
    `${turnOf("user", "1?")}${begun}One.<|im_end|>\n${turnOf("user", "2?")}${begun}Two.<|im_end|>`,
  );
});
