import { expect, test } from "vitest";
import { Random } from "../../random/index.js";
import type { TokenSequence } from "../../rollout/text/text-episode-record.js";
import { windowsOf } from "./windows.js";

const conversation = (...ids: number[]): TokenSequence => ({
  ids,
  mask: ids.map((id) => (id % 2 === 0 ? 1 : 0)),
  logprobs: ids.map((id) => -id),
});

test("conversations stand one behind another, as many as there is room for", () => {
  const found = windowsOf([conversation(1, 2, 3), conversation(4, 5), conversation(6), conversation(7)], 6);
  expect(found).toEqual([conversation(1, 2, 3, 4, 5, 6), conversation(7)]);
});

test("one that is too long stands alone, and none makes no window", () => {
  const long = conversation(3, 4, 5, 6, 7);
  expect(windowsOf([conversation(1), long, conversation(2)], 4)).toEqual([
    conversation(1),
    long,
    conversation(2),
  ]);
  expect(windowsOf([], 4)).toEqual([]);
});

test("every token is in a window once, in order, and neighbours would not fit into one", () => {
  const random = new Random(1, "windows");
  for (let round = 0; round < 50; round++) {
    const length = 8 + random.integer(40);
    let next = 0;
    const all = Array.from({ length: 30 }, () =>
      conversation(...Array.from({ length: 1 + random.integer(8) }, () => next++)),
    );
    const windows = windowsOf(all, length);
    expect(windows.flatMap(({ ids }) => ids)).toEqual(Array.from({ length: next }, (_, i) => i));
    for (const { ids } of windows) expect(ids.length).toBeLessThanOrEqual(length);
    for (let i = 1; i < windows.length; i++) {
      const first = all.find(({ ids }) => ids[0] === windows[i].ids[0])!;
      expect(windows[i - 1].ids.length + first.ids.length).toBeGreaterThan(length);
    }
  }
});
