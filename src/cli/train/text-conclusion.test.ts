import { expect, test } from "vitest";
import { measuredLines } from "./text-conclusion.js";

const measurement = (step: number, when: "before" | "during" | "end", value: number) => ({
  step,
  when,
  value,
  minutes: 1,
  label: "solved of 20 held-out sums",
});
const [start, before, end] = [
  measurement(0, "during", 0),
  measurement(8, "before", 0.25),
  measurement(11, "end", 0.5),
];

test("what was measured before a run's last step says at which", () => {
  const lines = (step: number) => measuredLines({ evaluations: [start], headline: start }, step);
  expect(lines(9)).toEqual(["Measured at step 0: 0.0 % solved of 20 held-out sums."]);
  expect(lines(0)).toEqual(["Measured: 0.0 % solved of 20 held-out sums."]);
});

test("beside the measurement before practice too", () => {
  const heads = (step: number) => measuredLines({ evaluations: [before, end], headline: end }, step)[1];
  expect(heads(11)).toMatch(/before practice +now$/);
  expect(heads(12)).toMatch(/before practice +at step 11$/);
});
