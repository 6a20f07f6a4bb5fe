import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import { calculate } from "./calculate.js";
import { expressionOf, randomStory, solve, tell } from "./story.js";

const { signal } = new AbortController();

test("a story's expression comes to its answer", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 8 }), (seed, count) => {
      const story = randomStory(new Random(seed, "story"), count);
      expect(story.events).toHaveLength(count);
      expect(calculate.execute({ expression: expressionOf(story) }, { signal })).toBe(String(solve(story)));
      expect(tell(story)).toMatch(/^\w+ has \d+ \w+\. .*How many \w+ does \w+ have now\?$/);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("the tool says what is wrong with an expression", () => {
  expect(() => calculate.execute({ expression: "2+" }, { signal })).toThrow("found the end");
  expect(() => calculate.execute({ expression: "1/0" }, { signal })).toThrow("division by zero");
  expect(calculate.execute({ expression: "10/4" }, { signal })).toBe("2.5");
});
