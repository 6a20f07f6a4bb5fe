import { expect, test } from "vitest";
import { episodeFailures } from "./episode-failures.js";
import { episodeWith } from "./records.conformance.js";

const failing = (code: string, message: string) =>
  episodeWith({ errors: [{ boundary: "environment", code, message, turn: 0 }] });

test("failed episodes are counted, and their most frequent error is told as it first came", () => {
  expect(episodeFailures([])).toBeUndefined();
  expect(episodeFailures([episodeWith({ errors: [] })])).toBeUndefined();
  const all = [failing("SLOW", "late"), failing("THREW", "no 1"), failing("THREW", "no 2")];
  expect(episodeFailures([episodeWith({ errors: [] }), ...all])).toEqual({
    episodes: 4,
    failed: 3,
    most: "environment THREW: no 1",
  });
});
