import { describe, expect, test } from "vitest";
import { OptionError } from "../../errors.js";
import { dataset } from "./dataset.js";
import type { DatasetOptions } from "./options.js";

const made = (options: Readonly<Record<string, unknown>>) =>
  dataset({ name: "doubles", train: [{ prompt: "1", answer: "2" }], ...options } as DatasetOptions);

describe("a wrong option is refused when the dataset is made", () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      "a name that is misspelt",
      { macth: "number" },
      "option of the dataset doubles: expected name, train, test, prompt, answer, demonstration, difficulty, match, " +
        'grade, system, formatReward, progressReward (did you mean match?), found "macth"',
    ],
    [
      "a way to match that is misspelt",
      { match: "numbr" },
      "match of the dataset doubles: expected exact, number or regex (then each row's answer is a regular " +
        'expression); did you mean number?, found "numbr"',
    ],
    ["a regular expression", { match: /\d/ }, "is a regular expression), found /\\d/"],
    [
      "a column by its number",
      { difficulty: 3 },
      "difficulty of the dataset doubles: expected the name of a column, found 3",
    ],
    ["no rows", { train: undefined }, "train of the dataset doubles: expected the path or URL of a file, or"],
    ["no name", { name: "" }, 'name of the dataset: expected text, found ""'],
    [
      "a grader that is none",
      { grade: "number" },
      'grade of the dataset doubles: expected a function of a row and an answer, found "number"',
    ],
    [
      "too large a reward",
      { formatReward: 7 },
      "formatReward of the dataset doubles: expected a number from 0",
    ],
  ])("%s", async (_, options, message) => {
    const making = made(options);
    await expect(making).rejects.toThrow(OptionError);
    await expect(making).rejects.toThrow(message);
  });

  test("no options at all", async () => {
    await expect(dataset(undefined as never)).rejects.toThrow("dataset: expected its options, found nothing");
  });
});

test("an option that is undefined is one that is left out", async () => {
  const environment = await made({ test: undefined, match: undefined, system: undefined });
  expect(environment.size("train") + environment.size("test")).toBe(1);
});
