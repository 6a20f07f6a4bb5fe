import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EnvironmentError, OptionError } from "../../errors.js";
import { outcomeOf, promptOf, total } from "../tasks/conformance/play.conformance.js";
import { dataset } from "./dataset.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-dataset-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/dataset/${name}`, import.meta.url));

function file(name: string, ...rows: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"));
  return path;
}

const ROWS = Array.from({ length: 40 }, (_, i) => ({ prompt: `2*${i}=`, answer: 2 * i, level: i % 3 }));

describe("a dataset", () => {
  test("of two files has their rows as examples", async () => {
    const train = file("train.jsonl", ...ROWS.slice(0, 30));
    const test = pathToFileURL(file("test.jsonl", ...ROWS.slice(30)));
    const environment = await dataset({ name: "doubles", train, test, match: "number", difficulty: "level" });
    expect([environment.size("train"), environment.size("test")]).toEqual([30, 10]);
    const example = environment.example("test", 4);
    expect(example).toEqual({
      id: `${fileURLToPath(test)}:5`,
      difficulty: 1,
      split: "test",
      index: 4,
      problem: { messages: [{ role: "user", content: "2*34=" }], row: ROWS[34] },
    });
    const copy = JSON.parse(JSON.stringify(example)) as typeof example;
    expect(await outcomeOf(environment, copy, ["it is 68"])).toMatchObject({
      solved: true,
      reward: { correct: 1 },
    });
    const wrong = await outcomeOf(environment, example, ["69"]);
    expect(wrong?.solved).toBe(false);
    expect(total(wrong!)).toBe(0);
    expect(environment.demonstrate!(example)).toEqual([{ role: "assistant", content: "68" }]);
    expect(environment.options).toEqual({ train, test: test.href, match: "number", difficulty: "level" });
    expect(() => environment.example("test", 10)).toThrow(OptionError);
    expect(() => environment.example("train", -1)).toThrow("a number from 0 to 29, found -1");
  });

  test("of one file holds a fifth of it out, prompts that are the same together", async () => {
    const environment = await dataset({ name: "doubles", train: [...ROWS, ...ROWS] });
    const prompts = async (split: "train" | "test") => {
      const all = Array.from({ length: environment.size(split) }, (_, i) => environment.example(split, i));
      return Promise.all(all.map((example) => promptOf(environment, example)));
    };
    const [train, held] = [await prompts("train"), await prompts("test")];
    expect(train.length + held.length).toBe(80);
    expect(held.length).toBeGreaterThanOrEqual(8);
    expect(held.length).toBeLessThanOrEqual(24);
    expect(held.filter((prompt) => train.includes(prompt))).toEqual([]);
  });

  test.each(["sums-zstd.parquet", "sums-snappy.parquet"])("may be Parquet: %s", async (name) => {
    const train = fixture(name);
    const environment = await dataset({ name: "sums", train, test: [], match: "number", difficulty: "hard" });
    expect(environment.size("train")).toBe(12);
    const example = environment.example("train", 11);
    expect(example).toMatchObject({ id: `${train}: row 12`, difficulty: 4 });
    expect(example.problem.row).toEqual({ prompt: "4+3=", answer: 7, hard: 4 });
    expect(await outcomeOf(environment, example, ["7"])).toMatchObject({ solved: true });
  });

  test("may hold conversations, and columns by other names", async () => {
    const environment = await dataset({
      name: "chats",
      train: fixture("chats.parquet"),
      test: [],
      prompt: "messages",
      answer: "reply",
      system: "You are a calculator.",
    });
    const example = environment.example("train", 2);
    expect(example.problem.messages).toEqual([
      { role: "system", content: "You are a calculator." },
      { role: "system", content: "Be brief." },
      { role: "user", content: "Twice 2?" },
    ]);
    // What 64 bits hold and a number does not stays readable.
    expect(example.problem.row.count).toBe(String(2n ** 60n + 2n));
    expect(() => JSON.stringify(example)).not.toThrow();
  });

  test("may be judged by a function", async () => {
    const { signal } = new AbortController();
    const environment = await dataset({
      name: "longer",
      train: [{ prompt: "cat" }, { prompt: "horse" }],
      test: [],
      grade: async (row, answer, options) => {
        expect(options.signal).toBe(signal);
        const solved = answer.length > String(row.prompt).length;
        return answer === "?" ? solved : { solved, progress: 0.5 };
      },
      progressReward: 1,
    });
    const example = environment.example("train", 0);
    const answer = async (content: string) =>
      (await environment.begin(example)).answer({ role: "assistant", content }, signal);
    expect(await answer("cats")).toMatchObject({
      outcome: { solved: true, reward: { correct: 1, progress: 0.5 } },
    });
    expect(await answer("?")).toMatchObject({ outcome: { solved: false, reward: { progress: 0 } } });
    expect("demonstrate" in environment).toBe(false);
  });

  test("may say how to answer in a column of its own", async () => {
    const train = [{ prompt: "2*3=", answer: "\\d", work: "2+2+2=6\n6" }];
    const environment = await dataset({ name: "d", train, test: [], match: "regex", demonstration: "work" });
    expect(environment.demonstrate!(environment.example("train", 0))[0].content).toBe("2+2+2=6\n6");
  });
});

describe("what is wrong with a dataset is told by file and line", () => {
  const good = { prompt: "1+1=", answer: "2" };
  test.each([
    ["no JSON", [good, "{"], {}, ":2: is not valid JSON"],
    ["no object", [good, "[1]"], {}, ":2: expected an object of columns, found [1]"],
    [
      "no prompt",
      [{ promt: "1", answer: "2" }],
      {},
      ":1: `prompt`: expected text, or a list of messages with `role` and `content`, found nothing (the row has promt, answer; did you mean promt?)",
    ],
    [
      "an empty prompt",
      [{ prompt: "", answer: "2" }],
      {},
      ':1: `prompt`: expected text, or a list of messages with `role` and `content`, found ""',
    ],
    [
      "messages of nobody",
      [{ prompt: [{ role: "me", content: "" }], answer: "" }],
      {},
      ":1: `prompt`: expected text, or a list",
    ],
    [
      "no answer",
      [good, good, { prompt: "1" }],
      {},
      ":3: `answer`: expected text or a number, found nothing",
    ],
    [
      "an answer that is a list",
      [{ ...good, answer: [2] }],
      {},
      ":1: `answer`: expected text or a number, found [2]",
    ],
    [
      "an answer that is no number",
      [{ ...good, answer: "two" }],
      { match: "number" },
      ':1: `answer`: expected a number, found "two"',
    ],
    [
      "a broken expression",
      [{ ...good, answer: "(" }],
      { match: "regex" },
      ":1: `answer`: Invalid regular expression",
    ],
    ["no difficulty", [good], { difficulty: "level" }, ":1: `level`: expected a number, found nothing"],
  ] as const)("%s", async (_, rows, options, message) => {
    const train = file("wrong.jsonl", ...rows);
    const loading = dataset({ name: "wrong", train, test: [], ...options });
    await expect(loading).rejects.toThrow(EnvironmentError);
    await expect(loading).rejects.toThrow(`${train}${message}`);
  });

  test("also where rows are given as they are", async () => {
    const loading = dataset({ name: "wrong", train: [good, null as never] });
    await expect(loading).rejects.toThrow("train: row 2: expected an object of columns, found null");
  });

  test("a prompt in both splits", async () => {
    const [train, held] = [file("a.jsonl", good), file("b.jsonl", { prompt: "2", answer: "2" }, good)];
    await expect(dataset({ name: "x", train, test: held })).rejects.toThrow(
      `${held}:2: expected a prompt that is held out, found that of ${train}:1`,
    );
  });

  test("no file, no rows, no Parquet", async () => {
    const none = join(folder, "none.parquet");
    await expect(dataset({ name: "x", train: none })).rejects.toThrow(`${none}: no such file`);
    await expect(dataset({ name: "x", train: join(folder, "none.jsonl") })).rejects.toThrow("no such file");
    const empty = file("empty.jsonl");
    for (const train of [empty, pathToFileURL(empty)])
      await expect(dataset({ name: "x", train })).rejects.toThrow(`${empty}: there are no rows to train on`);
    await expect(dataset({ name: "x", train: [] })).rejects.toThrow("x: there are no rows to train on");
    const text = file("text.parquet", "this is not Parquet");
    await expect(dataset({ name: "x", train: text })).rejects.toThrow(`${text}: is not a Parquet file`);
  });
});
