import { describe, expect, test } from "vitest";
import { bar, count, duration, percent, sparkline, strength, table } from "./format.js";

describe("duration", () => {
  test.each([
    [0, "0 s"],
    [0.75, "45 s"],
    [0.9999, "1 min 00 s"],
    [9.0834, "9 min 05 s"],
    [59.999, "1 h 00 min"],
    [123.4, "2 h 03 min"],
    [-1, "0 s"],
  ])("%d minutes are %s", (minutes, text) => expect(duration(minutes)).toBe(text));
});

describe("count", () => {
  test.each([
    [0, "0"],
    [950, "950"],
    [999.7, "1.00k"],
    [1234, "1.23k"],
    [12_345, "12.3k"],
    [123_456, "123k"],
    [4_560_000, "4.56M"],
    [2.5e9, "2.50G"],
  ])("%d is %s", (value, text) => expect(count(value)).toBe(text));
});

test("shares are percentages and Elo is a whole number", () => {
  expect(percent(0.9718)).toBe("97.2 %");
  expect(strength("optimal moves on 1396 positions", 0.5)).toBe("50.0 %");
  expect(strength("Elo against random", 0.5)).toBe("1");
  expect(strength("Elo", 812.4)).toBe("812");
});

describe("sparkline", () => {
  test("spans the lowest to the highest bar", () => expect(sparkline([0, 1, 2, 7])).toBe("▁▂▃█"));
  test("of nothing is nothing", () => expect(sparkline([])).toBe(""));
  test("of equal values is flat", () => expect(sparkline([3, 3])).toBe("▄▄"));
  test("keeps the last value when there are too many", () => {
    const line = sparkline([...new Array(99).fill(0), 1], 10);
    expect(line).toBe("▁▁▁▁▁▁▁▁▁█");
  });
  test("leaves out what is no number", () => expect(sparkline([0, Number.NaN, 1])).toBe("▁█"));
});

test("bars are full in proportion", () => {
  expect(bar(0.5, 8)).toBe("████░░░░");
  expect(bar(2, 3)).toBe("███");
  expect(bar(-1, 3)).toBe("░░░");
});

test("tables set numbers to the right", () => {
  const text = table([
    ["player", "Elo"],
    ["random", 0],
    ["step 100", 1200],
  ]);
  expect(text).toBe("player     Elo\nrandom       0\nstep 100  1200");
});
