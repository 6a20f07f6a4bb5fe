import { expect, test } from "vitest";
import { distinctExamples } from "./distinct-examples.js";
import type { Split, TextEnvironment } from "./text-environment.js";

/** Examples that come again after so many. */
const repeating = (period: number, sizes: Readonly<Record<Split, number>>): TextEnvironment => ({
  name: "repeating",
  size: (split) => sizes[split],
  example: (split, index) => ({ id: `${split} ${index % period}`, difficulty: 1 }),
  begin: () => {
    throw new Error("nobody plays it");
  },
});

test("the first examples that differ are found, as many as wanted", async () => {
  const generated = repeating(7, { train: Number.POSITIVE_INFINITY, test: Number.POSITIVE_INFINITY });
  expect(await distinctExamples(generated, "test", 3)).toEqual([0, 1, 2]);
  expect(await distinctExamples(generated, "test", 100)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test("no example is asked for that there is not", async () => {
  expect(await distinctExamples(repeating(7, { train: 0, test: 4 }), "test", 50)).toEqual([0, 1, 2, 3]);
  expect(await distinctExamples(repeating(7, { train: 0, test: 4 }), "train", 50)).toEqual([]);
});

test("a search among examples without end stops when it is told to", async () => {
  const endless = repeating(7, { train: 0, test: Number.POSITIVE_INFINITY });
  const stop = new AbortController();
  setTimeout(() => stop.abort("enough"), 10);
  await expect(distinctExamples(endless, "test", 1e9, stop.signal)).rejects.toBe("enough");
});
