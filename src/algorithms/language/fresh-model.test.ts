import { describe, expect, test } from "vitest";
import { questionTask } from "../../environments/index.js";
import { freshModel, tokensFor } from "./fresh-model.js";

const environment = questionTask<{ n: number }>({
  name: "echo",
  generate: (random) => ({ n: random.integer(100_000) }),
  id: ({ n }) => String(n),
  ask: ({ n }) => `please repeat ${n}:`,
  grade: ({ n }, answer) => ({ solved: answer === String(n) }),
  demonstrate: ({ n }) => `it is ${n}`,
});

describe("the tokens of a model from nothing", () => {
  test("are the characters that occur", async () => {
    const tokens = await tokensFor([environment], 0);
    expect(tokens).toEqual({ alphabet: " 0123456789:aeilprst" });
    const { tokenizer } = freshModel({ preset: "tiny", ...tokens });
    expect(tokenizer.encode("repeat 12")).toHaveLength(9);
  });

  test("or frequent pairs, in which any text can be written", async () => {
    const tokens = await tokensFor([environment], 300);
    expect(Object.keys(tokens)).toEqual(["merges"]);
    const { config, tokenizer } = freshModel({ preset: "tiny", ...tokens });
    expect(config.vocabulary).toBe(tokenizer.size);
    expect(tokenizer.size).toBeLessThanOrEqual(300);
    // Words that always come are a token each, every digit is one of its own.
    expect(tokenizer.encode("please repeat 12:")).toHaveLength(6);
    expect(tokenizer.decode(tokenizer.encode("naïve ~ 日本\n"))).toBe("naïve ~ 日本\n");
    expect(await tokensFor([environment], 300)).toEqual(tokens);
  });

  test("may be bytes alone", () => {
    const { tokenizer } = freshModel({ preset: "tiny", merges: "" });
    expect(tokenizer.encode("repeat")).toHaveLength(6);
  });

  test("must be given, and well-formed", () => {
    expect(() => freshModel({ preset: "tiny" })).toThrow("alphabet: expected the characters");
    expect(() => freshModel({ preset: "tiny", merges: "a b\nc" })).toThrow(
      'merges: expected two tokens with a blank between them on each line, found "c"',
    );
  });
});
