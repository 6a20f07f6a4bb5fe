import { nearest } from "../../../suggest.js";
import { type Names, refuseUnknown, unknownOption } from "../../../unknown-option.js";
import type {
  AdamStep,
  Datum,
  LoraOptions,
  LossConfig,
  SampleOptions,
  SampleRequest,
  SamplingParameters,
} from "../language-engine.js";
import type { LocalEngineOptions } from "./open-local-engine.js";

const ADAM: Names<AdamStep> = {
  learningRate: true,
  beta1: true,
  beta2: true,
  epsilon: true,
  weightDecay: true,
  clipNorm: true,
};
const DATUM: Names<Datum> = {
  inputIds: true,
  targetIds: true,
  weights: true,
  logprobs: true,
  advantages: true,
};
const ENGINE: Names<LocalEngineOptions> = {
  config: true,
  weights: true,
  seed: true,
  train: true,
  frozenBits: true,
  threads: true,
  workers: true,
  sequences: true,
  tokenBudget: true,
  tokenizer: true,
  inThread: true,
};
/** What {@link LoraOptions} has. */
export const LORA: Names<LoraOptions> = { rank: true, alpha: true, targets: true };
const ON_ADAPTER: Names<{ adapter?: string }> = { adapter: true };
const LOSS: Names<LossConfig & { adapter?: string }> = {
  clipLow: true,
  clipHigh: true,
  beta: true,
  adapter: true,
};
const PARAMETERS: Names<SamplingParameters> = {
  maxTokens: true,
  temperature: true,
  topK: true,
  topP: true,
  minP: true,
  stopIds: true,
  stopTexts: true,
};
const REQUEST: Names<SampleRequest> = {
  promptIds: true,
  parameters: true,
  samples: true,
  seed: true,
  promptLogprobs: true,
  topLogprobs: true,
};
const SAMPLING: Names<SampleOptions> = { adapter: true, signal: true, onToken: true };

/** What an engine and its calls take, by what messages call it. */
const KNOWN = {
  localEngine: ENGINE,
  createAdapter: LORA,
  forwardBackward: LOSS,
  forward: ON_ADAPTER,
  optimStep: ADAM,
  "optimStep's options": ON_ADAPTER,
  sample: SAMPLING,
} as const;

/** @throws OptionError for an option of a call that there is not */
export function checkNames(call: keyof typeof KNOWN, given: object): void {
  refuseUnknown(call, KNOWN[call], given);
}

/** @throws OptionError for a part of a request that there is not */
export function checkRequestNames(where: string, request: SampleRequest): void {
  refuseUnknown(where, REQUEST, request);
  checkParameterNames(`${where}.parameters`, request.parameters);
}

/** @throws OptionError for a parameter of sampling that there is not */
export function checkParameterNames(where: string, parameters: SamplingParameters): void {
  refuseUnknown(where, PARAMETERS, parameters);
}

/**
 * A caller's own loss may read what it likes of its data, so that there only a slip of the pen is refused.
 *
 * @throws OptionError for a part of a datum that there is not
 */
export function checkDatumNames(where: string, datum: Datum, named: boolean): void {
  for (const name of Object.keys(datum)) {
    if (Object.hasOwn(DATUM, name)) continue;
    const names = Object.keys(DATUM);
    if (named || nearest(name, names) !== undefined) throw unknownOption(where, names, name);
  }
}
