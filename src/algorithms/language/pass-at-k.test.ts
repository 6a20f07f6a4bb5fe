import { expect, test } from "vitest";
import { passAtK } from "./pass-at-k.js";

/** The share of all ways to choose `k` of `n` answers in which one of the first `right` is among them. */
function byCounting(n: number, right: number, k: number): number {
  let [all, hit] = [0, 0];
  for (let set = 0; set < 2 ** n; set++) {
    const members = Array.from({ length: n }, (_, i) => i).filter((i) => (set >> i) % 2 === 1);
    if (members.length !== k) continue;
    all++;
    if (members.some((i) => i < right)) hit++;
  }
  return hit / all;
}

test("is the share of all choices of k answers that hold a right one", () => {
  for (let n = 1; n <= 8; n++)
    for (let right = 0; right <= n; right++)
      for (let k = 1; k <= n; k++) expect(passAtK(n, right, k)).toBeCloseTo(byCounting(n, right, k), 10);
});

test("stays a number where binomials would not, and pass@1 is the share of right answers", () => {
  expect(passAtK(2000, 3, 1)).toBeCloseTo(3 / 2000, 12);
  expect(passAtK(2000, 1, 1000)).toBeCloseTo(0.5, 9);
  expect(passAtK(2000, 1500, 500)).toBe(1);
});
