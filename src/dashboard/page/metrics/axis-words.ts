import type { Axis } from "../../metrics/curve.js";

/** What each axis counts, in words. */
export const AXIS_WORDS: Readonly<Record<Axis, string>> = {
  step: "step",
  minutes: "minutes of training",
  samples: "positions or episodes",
  processorSeconds: "cost in processor seconds",
};
