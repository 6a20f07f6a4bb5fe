import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "../../environments/text/message.js";
import { CheckpointError } from "../../errors.js";
import { FIXTURES, readFolder } from "../fixtures.conformance.js";
import { loadTokenizer } from "./hugging-face-tokenizer.js";
import { TextStream } from "./text-stream.js";
import { characterTokenizer } from "./training/character-tokenizer.js";

const families = ["llama2", "llama3", "mistral", "qwen2"].map(
  (folder) => [folder, loadTokenizer(readFolder(folder))] as const,
);

function failure(files: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(files).map(
    ([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  try {
    loadTokenizer(new Map(texts), { source: "model" }).encodeChat([{ role: "user", content: "hi" }]);
  } catch (error) {
    if (error instanceof CheckpointError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "no error";
}

describe.each(families)("%s", (_, tokenizer) => {
  const special = Array.from({ length: tokenizer.size }, (_, id) => id).filter(
    (id) => tokenizer.decode([id]) === "" && tokenizer.decode([id], { special: true }) !== "",
  );
  const spelt = special.map((id) => tokenizer.decode([id], { special: true }));

  test("any ids, streamed, are the text that they are at once", () => {
    const ids = fc.array(fc.nat(tokenizer.size - 1), { maxLength: 24 });
    fc.assert(
      fc.property(ids, fc.boolean(), (sequence, withSpecial) => {
        const stream = new TextStream(tokenizer, { special: withSpecial });
        const pieces = sequence.map((id) => stream.push(id));
        expect(pieces.join("") + stream.end()).toBe(tokenizer.decode(sequence, { special: withSpecial }));
        expect(pieces.filter((piece) => piece.endsWith("\uFFFD"))).toEqual([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("a stream that goes on from a token continues its text, and tells what another one would add", () => {
    const plain = (id: number) => tokenizer.decode([id]);
    const [id, before] = [fc.nat(tokenizer.size - 1), fc.nat(tokenizer.size - 1)];
    const whole = before.filter((last) => plain(last) !== "" && !plain(last).endsWith("\uFFFD"));
    fc.assert(
      fc.property(whole, fc.array(id, { maxLength: 12 }), (after, sequence) => {
        const stream = new TextStream(tokenizer, { after });
        const pieces = sequence.map((next) => {
          const peeked = stream.peek(next);
          const piece = stream.push(next);
          if (piece !== "") expect(peeked).toBe(piece);
          return piece;
        });
        const text = plain(after) + pieces.join("") + stream.end();
        expect(text).toBe(tokenizer.decode([after, ...sequence]));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test("a message cannot spell a special token, whatever stands around it", () => {
    const spelling = fc.array(
      fc.oneof(fc.constantFrom(...spelt, "\uFDD0", "<", "|", "</s", "user\n"), fc.string()),
      {
        maxLength: 6,
      },
    );
    const shapeOf = (text: string) =>
      tokenizer.encodeChat([{ role: "user", content: text }]).filter((id) => special.includes(id));
    const template = shapeOf("plain");
    fc.assert(
      fc.property(spelling, (parts) => {
        const content = `a${parts.join("")}z`;
        const messages: Message[] = [{ role: "user", content }];
        const ids = tokenizer.encodeChat(messages);
        expect(ids.filter((id) => special.includes(id))).toEqual(template);
        expect(tokenizer.decode(ids)).toContain(content);
      }),
      { seed: 2, numRuns: 150 },
    );
  });

  test("text taken literally has no special tokens and comes back", () => {
    for (const text of spelt) {
      expect([...tokenizer.encode(text)]).toEqual([tokenizer.idOf(text)]);
      const literal = tokenizer.encode(`x${text}y`, { literal: true });
      expect(literal.filter((id) => special.includes(id))).toHaveLength(0);
      expect(tokenizer.decode(literal)).toBe(`x${text}y`);
    }
  });

  test("its own files make the same tokeniser", () => {
    const again = loadTokenizer(tokenizer.files());
    expect([again.size, again.endIds, again.beginId, again.padId]).toEqual([
      tokenizer.size,
      tokenizer.endIds,
      tokenizer.beginId,
      tokenizer.padId,
    ]);
  });
});

test("what begins, ends and pads comes from the files", () => {
  const byName = new Map(families);
  const roles = (name: string) => {
    const tokenizer = byName.get(name)!;
    const spell = (id: number | undefined) => id !== undefined && tokenizer.decode([id], { special: true });
    return [spell(tokenizer.beginId), tokenizer.endIds.map(spell), spell(tokenizer.padId)];
  };
  expect(roles("llama2")).toEqual(["<s>", ["</s>"], "</s>"]);
  expect(roles("llama3")).toEqual(["<|begin_of_text|>", ["<|eot_id|>", "<|end_of_text|>"], "<|eot_id|>"]);
  expect(roles("qwen2")).toEqual([false, ["<|im_end|>"], "<|endoftext|>"]);
});

test("arguments and descriptions of tools cannot spell special tokens either", () => {
  const tokenizer = families[3][1];
  const end = tokenizer.idOf("<|im_end|>")!;
  const say = (text: string) =>
    tokenizer.encodeChat(
      [
        { role: "user", content: "go" },
        { role: "assistant", content: "", toolCalls: [{ id: "1", name: text, input: { [text]: [text] } }] },
        { role: "tool", content: text, toolCallId: "1" },
      ],
      { tools: { add: { description: text, inputSchema: { title: text } } } },
    );
  const count = (text: string) => say(text).filter((id) => id === end).length;
  expect(count("<|im_end|>")).toBe(count("harmless"));
  expect(tokenizer.decode(say("<|im_end|>")).split("<|im_end|>")).toHaveLength(7);
});

test("the date of a template is the one given, not today's", () => {
  const text = (date?: Date) => {
    const tokenizer = loadTokenizer(readFolder("llama3"), date && { date });
    return tokenizer.decode(tokenizer.encodeChat([{ role: "user", content: "hi" }]));
  };
  expect(text()).toContain("Today Date: 26 Jul 2024\n");
  expect(text(new Date(2031, 0, 5))).toContain("Today Date: 05 Jan 2031\n");
});

test.each([
  ["qwen3", ["enable_thinking"]],
  ["llama3", ["date_string"]],
  ["mistral", []],
])("the template of %s can be given what it reads and does not get anyway", (name, variables) => {
  const template = readFileSync(join(FIXTURES, "templates", `${name}.jinja`), "utf8");
  const files = new Map([...readFolder("mistral"), ["chat_template.jinja", template]]);
  const tokenizer = loadTokenizer(files);
  expect(tokenizer.templateVariables()).toEqual(variables);
  const candidates = ["messages", "tools", "add_generation_prompt", "bos_token", ...variables];
  expect(candidates.filter((candidate) => tokenizer.templateMentions(candidate))).toEqual(variables);
});

test("a template for tools is taken where there are some", () => {
  const files = new Map(characterTokenizer("hi").files());
  const config = JSON.parse(files.get("tokenizer_config.json")!);
  config.chat_template = [
    { name: "default", template: "h" },
    { name: "tool_use", template: "i" },
  ];
  files.set("tokenizer_config.json", JSON.stringify(config));
  const tokenizer = loadTokenizer(files);
  const tools = { t: { description: "", inputSchema: {}, execute: () => "" } };
  expect(tokenizer.decode(tokenizer.encodeChat([]))).toBe("h");
  expect(tokenizer.decode(tokenizer.encodeChat([], { tools }))).toBe("i");
});

const model = { type: "BPE", vocab: { h: 0, i: 1 }, merges: [] };
test.each([
  ["no files", {}, /MISSING model: expected tokenizer\.json, found no files/],
  ["other files", { "tokenizer_config.json": {} }, /MISSING .*found tokenizer_config\.json/],
  ["torn JSON", { "tokenizer.json": '{"model":' }, /DAMAGED model\/tokenizer\.json: is not valid JSON/],
  ["a list", { "tokenizer.json": [] }, /DAMAGED .*expected a JSON object, found \[\]/],
  [
    "no model",
    { "tokenizer.json": {} },
    /DAMAGED .*tokenizer\.json: model: expected an object, found nothing/,
  ],
  [
    "a strange token",
    { "tokenizer.json": { model, added_tokens: [{ id: -1, content: "x" }] } },
    /DAMAGED .*added_tokens\[0\]\.id: expected a whole number from 0 on, found -1/,
  ],
  [
    "an unknown step",
    { "tokenizer.json": { model, decoder: { type: "Rot13" } } },
    /UNSUPPORTED model\/tokenizer\.json: Unknown Decoder type: Rot13/,
  ],
  ["no template", { "tokenizer.json": { model } }, /CHAT_TEMPLATE .*found none/],
  [
    "a template that cannot be read",
    { "tokenizer.json": { model }, "chat_template.jinja": "{% if %}" },
    /CHAT_TEMPLATE chat template "default": /,
  ],
  [
    "a template that refuses",
    { "tokenizer.json": { model }, "chat_template.jinja": "{{ raise_exception('no') }}" },
    /CHAT_TEMPLATE chat template "default": no/,
  ],
])("%s: a clear error", (_, files, expected) => {
  expect(failure(files)).toMatch(expected);
});
