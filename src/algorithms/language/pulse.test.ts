import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Underway } from "../algorithm.js";
import { type OnEnded, withPulse } from "./pulse.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] }));
afterEach(() => void vi.useRealTimers());

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Starts an action that ends when told to, and what is heard of it. */
function begin(atOnce: boolean) {
  const heard: Underway[] = [];
  let onEnded: OnEnded = () => undefined;
  let end = () => {};
  const events = withPulse(
    (told) => {
      onEnded = told;
      return new Promise<string>((resolve) => {
        end = () => resolve("done");
      });
    },
    { unit: "answers", atOnce, event: (underway) => underway },
  );
  const listening = (async () => {
    for await (const event of events) heard.push(event);
  })();
  const wait = async (seconds: number) => {
    vi.advanceTimersByTime(1000 * seconds);
    await settled();
    return heard.splice(0);
  };
  return { ended: (count: number) => onEnded(count, 9), wait, end: () => end(), listening };
}

const answers = (count: number) => ({ count, of: 9, unit: "answers" });

test("tells the newest count, at most once a second", async () => {
  const { ended, wait, end, listening } = begin(true);
  ended(0);
  expect(await wait(0.5)).toEqual([{ seconds: 0, ended: answers(0) }]);
  ended(1);
  ended(2);
  ended(3);
  expect(await wait(0.4)).toEqual([]);
  expect(await wait(0.1)).toEqual([{ seconds: 1, ended: answers(3) }]);
  expect(await wait(3)).toEqual([]);
  end();
  await listening;
  expect(vi.getTimerCount()).toBe(0);
});

test("gives a sign of life where nothing ends", async () => {
  const { wait, end, listening } = begin(true);
  expect(await wait(4)).toEqual([]);
  expect(await wait(7)).toEqual([{ seconds: 5 }, { seconds: 10 }]);
  end();
  await listening;
});

test("what is over within a second is not told where that is not wanted", async () => {
  const { ended, wait, end, listening } = begin(false);
  for (let count = 0; count <= 9; count++) ended(count);
  expect(await wait(0.9)).toEqual([]);
  end();
  await listening;
  expect(await wait(9)).toEqual([]);
});
