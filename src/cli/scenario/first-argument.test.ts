import { describe, expect, test } from "vitest";
import { firstArgument, optionValue } from "./first-argument.js";

describe("the first argument", () => {
  test.each([
    [["addition", "--digits", "8"], "addition"],
    [["--seed", "3", "addition"], "addition"],
    [["--seed=3", "addition"], "addition"],
    [["--resume", "--overwrite", "addition"], "addition"],
    [["--clip-low", "-1", "addition"], "addition"],
    [["--out", "runs/a", "--", "-odd"], "-odd"],
    [["-h", "addition"], "addition"],
    [["--seed", "3"], undefined],
    [[], undefined],
  ])("of %j is %s", (args, expected) => expect(firstArgument(args)).toBe(expected));
});

describe("an option's value", () => {
  test.each([
    [["a", "--environment", "countdown"], "countdown"],
    [["--environment=a=b", "x"], "a=b"],
    [["--environment", "a", "--environment", "b"], "b"],
    [["--environment"], undefined],
    [["environment", "x"], undefined],
  ])("of %j is %s", (args, expected) => expect(optionValue(args, "environment")).toBe(expected));
});
