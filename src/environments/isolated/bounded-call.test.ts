import { expect, test } from "vitest";
import { EnvironmentStuck } from "../text/environment-stuck.js";
import { boundedCall } from "./bounded-call.js";

const named = () => "mine.ts: `example` of train example 3";

test("what a function returns is that very object, also of one in another", () => {
  const value = { id: "one" };
  const inner = () => boundedCall(1, named, () => value);
  expect(boundedCall(1, named, inner)).toBe(value);
});

test("what a function throws is thrown as it is", () => {
  const mine = new TypeError("no such thing");
  const act = () =>
    boundedCall(1, named, () => {
      throw mine;
    });
  expect(act).toThrow(mine);
});

test.each([
  [
    "an endless loop that catches",
    () => {
      for (;;)
        try {
          for (;;);
        } catch {}
    },
  ],
  ["a regular expression that blows up", () => /^(a+)+$/.test(`${"a".repeat(60)}b`)],
])("%s is ended, after a second at the least", (_, action) => {
  const began = performance.now();
  expect(() => boundedCall(0.01, named, action)).toThrow(EnvironmentStuck);
  expect(performance.now() - began).toBeGreaterThan(900);
});

test("the error says what was called and how long was waited", () => {
  const act = () =>
    boundedCall(1.5, named, () => {
      for (;;);
    });
  expect(act).toThrow(
    "mine.ts: `example` of train example 3: expected an end within 1.5 s (environmentSeconds), found none",
  );
});

test("a time longer than timers count is no error", () => {
  expect(boundedCall(1e9, named, () => 1)).toBe(1);
  expect(boundedCall(Number.POSITIVE_INFINITY, named, () => 1)).toBe(1);
});
