import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OptionError } from "../../../errors.js";
import { FIXTURES } from "../../fixtures.conformance.js";
import { type BytePairOptions, trainBytePairTokenizer } from "./byte-pair-tokenizer.js";
import { characterTokenizer } from "./character-tokenizer.js";
import { learnMerges } from "./learn-merges.js";

const fixture: Record<string, readonly (readonly string[])[]> & { readonly texts: readonly string[] } =
  JSON.parse(readFileSync(join(FIXTURES, "tokenizers", "merges.json"), "utf8"));
const added = 9;

function train(options: Partial<BytePairOptions>, texts: readonly string[] = fixture.texts) {
  const tokenizer = trainBytePairTokenizer(texts, { vocabulary: added + 556, minFrequency: 1, ...options });
  const { model } = JSON.parse(tokenizer.files().get("tokenizer.json")!);
  return { tokenizer, merges: (model.merges as string[]).map((merge) => merge.split(" ")) };
}

describe("byte-pair encoding", () => {
  test.each(["gpt2", "llama3", "qwen2"] as const)(
    "learns what Python's tokenizers learn, split as %s",
    (split) => {
      expect(train({ split }).merges).toEqual(fixture[split]);
    },
  );

  test("counts kept up to date choose what counting anew would", () => {
    const alphabet = ["a", "b", "c"];
    const word = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 12 });
    const words = fc.dictionary(word, fc.integer({ min: 1, max: 9 }), { minKeys: 1, maxKeys: 12 });
    fc.assert(
      fc.property(words, (counts) => {
        const table = new Map(Object.entries(counts));
        expect(learnMerges(table, alphabet, 16, 2).merges).toEqual(mergesByCounting(table, alphabet, 16, 2));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("the order of the texts plays no part", () => {
    const reversed = train({}, [...fixture.texts].reverse()).tokenizer;
    expect(reversed.files()).toEqual(train({}).tokenizer.files());
  });

  test("any text comes back", () => {
    const { tokenizer } = train({});
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const wellFormed = Buffer.from(text).toString();
        expect(tokenizer.decode(tokenizer.encode(wellFormed))).toBe(wellFormed);
      }),
      { seed: 1, numRuns: 300 },
    );
    expect(tokenizer.encode("the number").length).toBeLessThan(6);
  });

  test("stops where nothing is frequent enough, and passes over special tokens in texts", () => {
    expect(train({ minFrequency: 3 }, ["ab ab ab", "cd cd"]).merges).toEqual([["a", "b"]]);
    expect(train({ minFrequency: 2 }, ["ab ab", "<|end|>ab<|end|>"]).merges).toEqual([["a", "b"]]);
    expect(train({}, []).tokenizer.size).toBe(added + 256);
  });

  test.each([
    [
      { vocabulary: 200 },
      "vocabulary: expected a whole number from 265 on (added tokens and bytes), found 200",
    ],
    [{ split: "bert" as "gpt2" }, 'split: expected one of gpt2, llama3, qwen2, found "bert"'],
    [{ minFrequency: 0 }, "minFrequency: expected a number from 1 on, found 0"],
  ])("refuses %o", (options, message) => {
    expect(() => train(options)).toThrow(message);
  });
});

describe("the character tokeniser", () => {
  const tokenizer = characterTokenizer("0123456789+= \n😀");

  test("has one token a character", () => {
    expect(tokenizer.size).toBe(added + 1 + 15);
    expect(tokenizer.encode("12+😀")).toHaveLength(4);
    expect(tokenizer.decode(tokenizer.encode("1 + 2 = 3\n😀"))).toBe("1 + 2 = 3\n😀");
  });

  test("writes what it does not know as one token", () => {
    const unknown = tokenizer.idOf("<|unknown|>")!;
    expect([...tokenizer.encode("1x2é")]).toEqual([
      tokenizer.idOf("1"),
      unknown,
      tokenizer.idOf("2"),
      unknown,
    ]);
  });

  test("refuses no characters, or half of one", () => {
    expect(() => characterTokenizer("")).toThrow(OptionError);
    expect(() => characterTokenizer("a\ud83d")).toThrow(OptionError);
  });
});

describe("conversations of models trained here", () => {
  const { tokenizer } = train({});
  const say = (...args: Parameters<typeof tokenizer.encodeChat>) =>
    tokenizer.decode(tokenizer.encodeChat(...args), { special: true });

  test("a role, the content, an end", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "2 + 2?" },
      { role: "assistant", content: "4" },
    ] as const;
    const text = "<|system|>Be brief.<|end|><|user|>2 + 2?<|end|><|assistant|>4<|end|>";
    expect(say(messages)).toBe(text);
    // What a model is asked with is how the answered conversation begins.
    const asked = [...tokenizer.encodeChat(messages.slice(0, 2), { addGenerationPrompt: true })];
    expect([...tokenizer.encodeChat(messages)].slice(0, asked.length)).toEqual(asked);
    expect(tokenizer.endIds).toEqual([tokenizer.idOf("<|end|>"), tokenizer.idOf("<|endoftext|>")]);
    expect(tokenizer.beginId).toBeUndefined();
    expect(tokenizer.padId).toBe(tokenizer.idOf("<|pad|>"));
  });

  test("tools, their calls and results", () => {
    const tools = { add: { description: "Adds.", inputSchema: { type: "object" }, execute: () => "" } };
    const call = { id: "1", name: "add", input: { a: 1, b: [2] } };
    const text = say(
      [
        { role: "user", content: "2 + 2?" },
        { role: "assistant", content: "Well.", toolCalls: [call] },
        { role: "tool", content: "3", name: "add", toolCallId: "1" },
      ],
      { tools, addGenerationPrompt: true },
    );
    const [system, ...rest] = text.split("<|end|>");
    expect(system).toMatch(/^<\|system\|># Tools\n/);
    expect(system).toContain('\n{"name": "add", "description": "Adds.", "parameters": {"type": "object"}}');
    expect(rest).toEqual([
      "<|user|>2 + 2?",
      '<|assistant|>Well.<tool_call>\n{"name": "add", "arguments": {"a": 1, "b": [2]}}\n</tool_call>',
      "<|tool|>3",
      "<|assistant|>",
    ]);
    expect(say([{ role: "system", content: "Hi." }], { tools })).toMatch(/^<\|system\|>Hi\.\n\n# Tools\n/);
  });
});

/** The same by the definition: count all pairs, join the best one everywhere, again. */
function mergesByCounting(
  words: ReadonlyMap<string, number>,
  alphabet: readonly string[],
  size: number,
  least: number,
) {
  const symbols = [...alphabet];
  const rows = Array.from(words, ([word, count]) => ({
    ids: [...word].map((c) => symbols.indexOf(c)),
    count,
  }));
  const merges: [number, number][] = [];
  while (symbols.length < size) {
    const counts = new Map<string, number>();
    for (const { ids, count } of rows)
      for (let i = 1; i < ids.length; i++) {
        const key = `${ids[i - 1]},${ids[i]}`;
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
    const pairs = Array.from(counts, ([key, count]) => ({ pair: key.split(",").map(Number), count }));
    pairs.sort((a, b) => b.count - a.count || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
    const best = pairs[0];
    if (!best || best.count < least) break;
    const [left, right] = best.pair;
    const symbol = symbols[left] + symbols[right];
    if (!symbols.includes(symbol)) symbols.push(symbol);
    const id = symbols.indexOf(symbol);
    merges.push([left, right]);
    for (const row of rows) {
      const out: number[] = [];
      for (let i = 0; i < row.ids.length; i++) {
        const joins = row.ids[i] === left && row.ids[i + 1] === right;
        out.push(joins ? id : row.ids[i]);
        if (joins) i++;
      }
      row.ids = out;
    }
  }
  return merges;
}
