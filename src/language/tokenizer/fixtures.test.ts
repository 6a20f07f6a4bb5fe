import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Message } from "../../environments/text/message.js";
import type { ToolSet } from "../../environments/text/tool.js";
import { FIXTURES, readFolder } from "../fixtures.conformance.js";
import type { JsonObject } from "../json-fields.js";
import type { ChatMessage, ChatTool } from "./chat-template.js";
import { loadTokenizer } from "./hugging-face-tokenizer.js";
import { TextStream } from "./text-stream.js";

/** See fixtures/language/generate.py. */
interface Fixture {
  readonly folder: string;
  readonly encode: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly special: readonly number[];
    readonly decoded: string;
  }[];
  readonly chats: readonly {
    readonly messages: readonly ChatMessage[];
    readonly tools: readonly ChatTool[] | null;
    readonly generation: boolean;
    readonly text?: string;
    readonly ids?: readonly number[];
    readonly error?: string;
  }[];
}

function messageOf({ role, content, name, tool_calls: calls, tool_call_id: callId }: ChatMessage): Message {
  return {
    role: role as Message["role"],
    content,
    ...(name !== undefined && { name }),
    ...(calls && {
      toolCalls: calls.map((call) => ({
        id: call.id,
        name: call.function.name,
        input: call.function.arguments,
      })),
    }),
    ...(callId !== undefined && { toolCallId: callId }),
  };
}

function toolsOf(tools: readonly ChatTool[]): ToolSet {
  return Object.fromEntries(
    tools.map(({ function: { name, description, parameters } }) => [
      name,
      { description, inputSchema: parameters as JsonObject, execute: () => "" },
    ]),
  );
}

describe.each(["llama2", "llama3", "mistral", "qwen"])("the %s tokeniser, as Python's tokenizers", (kind) => {
  const fixture: Fixture = JSON.parse(readFileSync(join(FIXTURES, "tokenizers", `${kind}.json`), "utf8"));
  const tokenizer = loadTokenizer(readFolder(fixture.folder));

  test("more than two hundred awkward strings give the same ids", () => {
    expect(fixture.encode.length).toBeGreaterThanOrEqual(200);
    const found = fixture.encode.map(({ text }) => ({ text, ids: [...tokenizer.encode(text)] }));
    expect(found).toEqual(fixture.encode.map(({ text, ids }) => ({ text, ids })));
  });

  test("with the tokens around a text too", () => {
    const found = fixture.encode.map(({ text }) => ({
      text,
      ids: [...tokenizer.encode(text, { special: true })],
    }));
    expect(found).toEqual(fixture.encode.map(({ text, special }) => ({ text, ids: special })));
  });

  test("ids give the same text back, at once and one after the other", () => {
    for (const { ids, decoded } of fixture.encode) {
      const stream = new TextStream(tokenizer, { special: true });
      const streamed = ids.map((id) => stream.push(id)).join("") + stream.end();
      expect([tokenizer.decode(ids, { special: true }), streamed]).toEqual([decoded, decoded]);
    }
  });

  test("conversations are written out the same, or refused for the same reason", () => {
    for (const { messages, tools, generation, text, ids, error } of fixture.chats) {
      const encode = () =>
        tokenizer.encodeChat(messages.map(messageOf), {
          addGenerationPrompt: generation,
          ...(tools && { tools: toolsOf(tools) }),
        });
      if (error !== undefined) expect(encode).toThrow(error);
      else {
        expect(tokenizer.decode(encode(), { special: true })).toBe(tokenizer.decode(ids!, { special: true }));
        expect([...encode()], text).toEqual(ids);
      }
    }
  });
});
