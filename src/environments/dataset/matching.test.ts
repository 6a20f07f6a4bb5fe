import { describe, expect, test } from "vitest";
import { matcherOf } from "./matching.js";

describe("matching", () => {
  test.each([
    ["exact", "Paris", "Paris", true],
    ["exact", "Paris", "It is in France.\nAnswer: Paris.", true],
    ["exact", "New  York", " New York\n", true],
    ["exact", "Paris", "paris", false],
    ["exact", "Paris", "London\nParis?", false],
    ["exact", "a\nb", "Answer:\na\nb", true],
    ["exact", "a\nb", "b", false],
    ["number", "72", "so it is 72.", true],
    ["number", "He sold 24.\n#### 72", "Answer: 72", true],
    ["number", "0.50", "1/2 = .5", true],
    ["number", "1250.5", "$1,250.50 or so", true],
    ["number", "-3", "−3", true],
    ["number", "3", "7-3", true],
    ["number", "3", "-3", false],
    ["number", "3", "0", false],
    ["number", "72", "72 of 73", false],
    ["number", "72", "many", false],
    ["regex", "yes|yeah", "Answer: yeah", true],
    ["regex", "yes|yeah", "yes, yeah", false],
    ["regex", "\\d{2}", "a\n42", true],
  ] as const)("%s %j of %j: %j", (matching, expected, answer, solved) => {
    expect(matcherOf(matching, expected)(answer).solved).toBe(solved);
  });

  test("an answer that cannot be used is refused", () => {
    expect(() => matcherOf("number", "many")).toThrow("expected a number");
    expect(() => matcherOf("exact", " ")).toThrow("expected text");
    expect(() => matcherOf("regex", "(")).toThrow("Invalid regular expression");
  });

  test("an answer without a number has no format", () => {
    expect(matcherOf("number", "1")("many").format).toBe(0);
  });
});
