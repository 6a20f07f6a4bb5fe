/**
 * What the horizontal axis counts: steps of the learner, minutes of training, positions (games) and episodes, or what the training
 * cost, in seconds of processor cores.
 */
export type Axis = "step" | "minutes" | "samples" | "processorSeconds";

/** Points of a metric, in order of `x`; arrays are `[points]`. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** An interval around `y`. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
}
