import { describe, expect, test } from "vitest";
import { FORM_OPTIONS } from "../environments/task/common-options.js";
import type { GivenOptions } from "../environments/task/options.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import { findRecipe, recipes } from "./registry.js";

const { signal } = new AbortController();
const runProgram = async () => [];

// The built-in ones are made at once.
const environments = (name: string, options: GivenOptions = {}) =>
  Object.entries(findRecipe(name)!.environments(options, { runProgram })) as [string, TextEnvironment][];

async function question(environment: TextEnvironment): Promise<string> {
  const { opening } = await environment.begin(environment.example("test", 0));
  return opening[0].content;
}

test("every recipe has the options that are common to all tasks", () => {
  for (const { name, options } of recipes)
    for (const [option, { description }] of Object.entries(FORM_OPTIONS))
      expect([name, options[option]]).toEqual([name, expect.objectContaining({ description })]);
});

describe.each(["addition", "countdown", "code"])("the recipe %s", (name) => {
  test("asks, shows and measures in words where it is told to, the same problems as in short", async () => {
    const plain = environments(name);
    for (const [i, [use, chat]] of environments(name, { style: "chat" }).entries()) {
      const [short, words] = [await question(plain[i][1]), await question(chat)];
      expect([use, words]).toEqual([
        use,
        expect.stringMatching(/^(What is|Reach|Write a JavaScript function) .*[.`]/s),
      ]);
      expect(words.length).toBeGreaterThan(short.length);
      expect(chat.example("train", 3)).toEqual(plain[i][1].example("train", 3));
    }
    const [, [, practised]] = environments(name, { style: "chat" });
    const [{ content }] = practised.demonstrate!(practised.example("train", 0));
    expect(content).toMatch(/Answer: |^```js\n/);
  });

  test("draws other problems for another seed, in all that it does", () => {
    const [first, other] = [environments(name), environments(name, { seed: 7 })];
    const ids = (all: typeof first) => all.map(([, environment]) => environment.example("test", 0).id);
    for (const [i, id] of ids(other).entries()) expect(id).not.toBe(ids(first)[i]);
  });

  test("pays for form where it is told to", () => {
    for (const [, { options }] of environments(name, { formatReward: 0.25, progressReward: 0.5 }))
      expect(options).toMatchObject({ formatReward: 0.25, progressReward: 0.5 });
  });

  test("refuses what no recipe has, and what is no style", () => {
    expect(() => environments(name, { styl: "chat" })).toThrow("(did you mean style?)");
    expect(() => environments(name, { style: "terse" })).toThrow(`${name} style: expected plain or chat`);
  });
});

test("countdown in words pays an answer in the form asked for, solved or not", async () => {
  const [, [, practised]] = environments("countdown", { style: "chat", formatReward: 0.25 });
  const episode = await practised.begin(practised.example("train", 0));
  const turn = await episode.answer({ role: "assistant", content: "Answer: 1+1" }, signal);
  expect(turn).toMatchObject({
    done: true,
    outcome: { solved: false, reward: { correct: 0, format: 0.25 } },
  });
});
