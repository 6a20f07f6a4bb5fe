import { expect, test } from "vitest";
import { aheadWords } from "./words.js";

test.each([
  [
    { step: 0, shown: 8, practised: 3 },
    "it has not practised yet; practice begins after step 8, and 0 are made.",
  ],
  [
    { step: 1, shown: 8, practised: 3 },
    "it has not practised yet; practice begins after step 8, and 1 is made.",
  ],
  [{ step: 8, shown: 8, practised: 3 }, "it has not practised yet: its first step of practice is not made."],
  [{ step: 0, shown: 0, practised: 3 }, "it has not practised yet: its first step of practice is not made."],
  [{ step: 8, shown: 8, practised: 0 }, "this run does not practise, and has no episodes."],
])("says of %j why there are no episodes", (ahead, words) => {
  expect(aheadWords("runs/a", ahead)).toBe(`runs/a: ${words}`);
});
