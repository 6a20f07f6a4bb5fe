import { expect, test } from "vitest";
import { policyGradientDatum, supervisedDatum } from "./datum.js";

/** Two answers, the second after a tool's result. */
const SEQUENCE = {
  ids: [5, 6, 7, 8, 9],
  mask: [0, 1, 0, 0, 1],
  logprobs: [0, -0.5, 0, 0, -0.25],
} as const;

test("inputs are all tokens but the last, targets all but the first", () => {
  const { inputIds, targetIds } = supervisedDatum(SEQUENCE, () => 1);
  expect([...inputIds]).toEqual([5, 6, 7, 8]);
  expect([...targetIds]).toEqual([6, 7, 8, 9]);
});

test("fine-tuning counts what was said, pre-training everything", () => {
  expect([...supervisedDatum(SEQUENCE, (_, said) => (said ? 1 : 0)).weights!]).toEqual([1, 0, 0, 1]);
  expect([...supervisedDatum(SEQUENCE, () => 1).weights!]).toEqual([1, 1, 1, 1]);
  expect([...supervisedDatum(SEQUENCE, (place) => place).weights!]).toEqual([1, 2, 3, 4]);
});

test("a policy gradient gives sampled tokens the advantage, observed ones none", () => {
  const datum = policyGradientDatum(SEQUENCE, -2);
  expect([...datum.weights!]).toEqual([1, 0, 0, 1]);
  expect([...datum.advantages!]).toEqual([-2, 0, 0, -2]);
  expect([...datum.logprobs!]).toEqual([-0.5, 0, 0, -0.25]);
  const byToken = policyGradientDatum(SEQUENCE, [10, 20, 30, 40, 50]);
  expect([...byToken.advantages!]).toEqual([20, 0, 0, 50]);
});
