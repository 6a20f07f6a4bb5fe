import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADVANTAGE_KINDS, groupAdvantages, hasSignal } from "./advantages.js";
import { tokenScales } from "./token-scales.js";

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

describe("advantages of a group", () => {
  // By hand. Standardised: mean 0.25, deviation √(0.75 / 3) = 0.5, so 0.75 / 0.5001 and −0.25 / 0.5001.
  test.each([
    ["mean", [1, 0, 0, 0], [0.75, -0.25, -0.25, -0.25]],
    ["leave-one-out", [1, 0, 0, 0], [1, -1 / 3, -1 / 3, -1 / 3]],
    ["standardised", [1, 0, 0, 0], [0.75 / 0.5001, -0.25 / 0.5001, -0.25 / 0.5001, -0.25 / 0.5001]],
    ["leave-one-out", [2, 5, 8], [2 - 6.5, 0, 8 - 3.5]],
    ["standardised", [2, 5, 8], [-3 / 3.0001, 0, 3 / 3.0001]],
    ["standardised", [0.5, 0.5], [0, 0]],
    ["mean", [3], [0]],
  ] as const)("%s of %j", (kind, rewards, expected) => {
    expect(groupAdvantages(rewards, kind)).toEqual(near(expected));
  });

  test("add up to nothing, keep the order, and do not change when all rewards are raised", () => {
    const rewards = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 16 });
    fc.assert(
      fc.property(
        rewards,
        fc.constantFrom(...ADVANTAGE_KINDS),
        fc.integer({ min: -5, max: 5 }),
        (r, kind, up) => {
          const advantages = groupAdvantages(r, kind);
          expect(advantages.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
          for (let i = 1; i < r.length; i++)
            expect((r[i] - r[0]) * (advantages[i] - advantages[0])).toBeGreaterThanOrEqual(-1e-9);
          const raised = groupAdvantages(
            r.map((x) => x + up),
            kind,
          );
          for (let i = 0; i < r.length; i++) expect(raised[i]).toBeCloseTo(advantages[i], 5);
        },
      ),
    );
  });

  test("there is a signal where rewards differ", () => {
    expect([[1, 1, 1], [0, 0, 0.5], [], [2]].map(hasSignal)).toEqual([false, true, false, false]);
  });
});

describe("scales of tokens", () => {
  const lengths = [2, 6, 0];

  test.each([
    ["sequence", [1 / 6, 1 / 18, 0]],
    ["token", [1 / 8, 1 / 8, 0]],
    ["constant", [1 / 30, 1 / 30, 0]],
    ["sum", [1 / 3, 1 / 3, 0]],
  ] as const)("%s", (kind, expected) => {
    expect(tokenScales(lengths, kind, 10)).toEqual(near(expected));
  });
});
