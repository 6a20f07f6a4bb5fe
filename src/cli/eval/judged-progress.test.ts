import type { WriteStream } from "node:tty";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { JudgedProgress } from "./judged-progress.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function screen(isTTY: boolean, env: Record<string, string> = {}) {
  const written: string[] = [];
  const stream = { isTTY, columns: 59, write: (text: string) => written.push(text) > 0 };
  const progress = new JudgedProgress(stream as unknown as WriteStream, env, Date.now);
  return { progress, take: () => written.splice(0) };
}

test("in a terminal one line is rewritten, each second and at once, and taken away at the end", () => {
  const { progress, take } = screen(true);
  vi.advanceTimersByTime(3000);
  expect(take()).toEqual([]);
  progress.judged(0, 200);
  expect(take()).toEqual(["\r\x1b[Kmeasuring  ░░░░░░░░░░░░░░░░░░░░  0 of 200 answers  0 s"]);
  for (let count = 1; count <= 50; count++) progress.judged(count, 200);
  expect(take()).toEqual([]);
  vi.advanceTimersByTime(1000);
  // No wider than the terminal.
  expect(take()).toEqual(["\r\x1b[Kmeasuring  █████░░░░░░░░░░░░░░░  50 of 200 answers  1 s, 3"]);
  progress.end();
  vi.advanceTimersByTime(5000);
  expect(take()).toEqual(["\r\x1b[K"]);
});

test.each([
  [false, {}],
  [true, { CI: "true" }],
])("elsewhere a line says it every fifteen seconds, and none what takes less", (isTTY, env) => {
  const { progress, take } = screen(isTTY, env);
  progress.judged(0, 200);
  vi.advanceTimersByTime(14_900);
  expect(take()).toEqual([]);
  progress.judged(50, 200);
  vi.advanceTimersByTime(100);
  expect(take()).toEqual(["measuring  50 of 200 answers  15 s, 45 s left\n"]);
  vi.advanceTimersByTime(15_000);
  expect(take()).toEqual(["measuring  50 of 200 answers  30 s, 1 min 30 s left\n"]);
  progress.end();
  expect(take()).toEqual([]);
});

test("says how many were judged", () => {
  const { progress } = screen(true);
  expect(progress.words).toBe("no answer was judged");
  progress.judged(1, 9);
  expect(progress.words).toBe("1 of 9 answers was judged");
  progress.judged(8, 9);
  progress.end();
  expect(progress.words).toBe("8 of 9 answers were judged");
});
