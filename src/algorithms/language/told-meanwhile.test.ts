import { expect, test } from "vitest";
import { toldMeanwhile } from "./told-meanwhile.js";

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

/** All that is yielded, and what is returned. */
async function heard<E, T>(events: AsyncGenerator<E, T>): Promise<[E[], T]> {
  const all: E[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done) return [all, value];
    all.push(value);
  }
}

test("yields what an action tells while it goes on, and returns what it comes to", async () => {
  let goOn = () => {};
  const events = toldMeanwhile<string, number>(async (tell) => {
    tell("a");
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    tell("b");
    tell("c");
    return 7;
  });
  // The first comes before the action may end.
  expect(await events.next()).toEqual({ value: "a", done: false });
  goOn();
  expect(await heard(events)).toEqual([["b", "c"], 7]);
});

test("nothing that is told is lost on a listener who is slow", async () => {
  const events = toldMeanwhile<number, string>(async (tell) => {
    for (let i = 0; i < 5; i++) {
      tell(i);
      if (i % 2) await pause();
    }
    return "done";
  });
  const all: number[] = [];
  for await (const event of events) {
    all.push(event);
    await pause();
  }
  expect(all).toEqual([0, 1, 2, 3, 4]);
});

test("what the action throws is thrown, after what it told", async () => {
  const events = toldMeanwhile<string, void>(async (tell) => {
    await pause();
    tell("before");
    throw new Error("broken");
  });
  expect(await events.next()).toEqual({ value: "before", done: false });
  await pause();
  await expect(events.next()).rejects.toThrow("broken");
});

test("who stops listening waits until the action has ended", async () => {
  let ended = false;
  const events = toldMeanwhile<string, void>(async (tell) => {
    tell("a");
    await pause();
    ended = true;
    throw new Error("nobody hears this");
  });
  for await (const _ of events) break;
  expect(ended).toBe(true);
});
