import type { SamplingParameters, StopReason, TokenLogprob } from "../language-engine.js";

/** A prompt, and the sequences to be drawn from it. */
export interface SamplingTask {
  /** Names the task among all of the engine. */
  readonly task: number;
  readonly promptIds: Int32Array;
  readonly parameters: SamplingParameters;
  /** One for all, or one for each by its number. */
  readonly seed: number | readonly number[];
  /** Numbers of the sequences: which random stream each has, and what it is called in the answers. */
  readonly samples: readonly number[];
  readonly promptLogprobs: boolean;
  /** How many of the most likely tokens are wanted beside each that is drawn. */
  readonly topLogprobs: number;
}

/** A sequence of a task. */
export interface SampleName {
  readonly task: number;
  readonly sample: number;
}

/** A token that was drawn. */
export interface DrawnToken extends SampleName {
  readonly id: number;
  readonly logprob: number;
  /** Where they are wanted: the most likely tokens in its place. */
  readonly top: readonly TokenLogprob[] | undefined;
  /** Why the sequence ends with this token; undefined when it goes on. */
  readonly stop: StopReason | undefined;
}

/** What happened in some steps. */
export interface SamplingNews {
  readonly tokens: readonly DrawnToken[];
  readonly prompts: readonly { readonly task: number; readonly logprobs: Float32Array }[];
  /** Sequences that are being drawn or wait. */
  readonly left: number;
}

/**
 * Rows are computed in multiples of so many: a product of a single row is made by another kernel, with other rounding, than
 * those of several.
 */
export const ROW_GRAIN = 4;

/** The temperature that probabilities are wanted at; the most likely token needs none. */
export const warmth = ({ temperature = 1 }: SamplingParameters) => (temperature === 0 ? 1 : temperature);
