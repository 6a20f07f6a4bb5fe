import { EngineError, OptionError } from "../../../errors.js";
import type { AdamStep, Datum, LossName, SampleRequest } from "../language-engine.js";
import { LOSS_INPUTS } from "../losses.js";
import { checkDatumNames, checkNames, checkRequestNames } from "./known-names.js";

/** The limits of a model that data must keep. */
export interface Limits {
  readonly vocabulary: number;
  /** The most tokens of a sequence that is sampled or learnt from. */
  readonly contextLength: number;
  /** The most tokens of a text that is there as a whole; more than the above only where rotations depend on it. */
  readonly wholeTextLength: number;
}

/** What data are for. */
export interface DataUse {
  /** The named loss that reads them. */
  readonly loss?: LossName;
  /** Whether they are learnt from, or only looked at. Default true. */
  readonly learnt?: boolean;
}

/**
 * Sees whether data fit a model and what they are for.
 * @throws OptionError for a loss that there is not; EngineError `BAD_DATUM`, `SEQUENCE_TOO_LONG` naming the datum and the
 *   field, what was expected and what was found
 */
export function checkData(
  data: readonly Datum[],
  limits: Limits,
  { loss, learnt = true }: DataUse = {},
): void {
  if (loss !== undefined && !Object.hasOwn(LOSS_INPUTS, loss))
    throw new OptionError("loss", `one of ${Object.keys(LOSS_INPUTS).join(", ")}, or a function`, loss);
  data.forEach((datum, i) => {
    const where = `data[${i}]`;
    checkDatumNames(where, datum, loss !== undefined);
    const tokens = datum.inputIds.length;
    if (tokens === 0) throw new EngineError("BAD_DATUM", `${where}.inputIds: expected tokens, found none`);
    checkLength(`${where}.inputIds`, tokens, limits, { whole: !learnt });
    for (const field of ["targetIds", "weights", "logprobs", "advantages"] as const) {
      const found = datum[field]?.length;
      if (found === undefined || found === tokens) continue;
      const text = `${where}.${field}: expected ${tokens} elements as inputIds has, found ${found}`;
      throw new EngineError("BAD_DATUM", text);
    }
    checkIds(`${where}.inputIds`, datum.inputIds, limits.vocabulary, "BAD_DATUM");
    checkIds(`${where}.targetIds`, datum.targetIds, limits.vocabulary, "BAD_DATUM");
    for (const field of loss === undefined ? [] : LOSS_INPUTS[loss]) {
      if (field === "weights" || datum[field] !== undefined) continue;
      throw new EngineError("BAD_DATUM", `${where}.${field}: expected numbers for ${loss}, found nothing`);
    }
  });
}

/** @throws EngineError `EMPTY_PROMPT`, `SEQUENCE_TOO_LONG`, `BAD_REQUEST`; OptionError for a part that there is not */
export function checkRequests(requests: readonly SampleRequest[], limits: Limits, textual: boolean): void {
  requests.forEach((request, i) => {
    const where = `requests[${i}]`;
    checkRequestNames(where, request);
    const { promptIds, parameters, samples = 1, seed, topLogprobs = 0 } = request;
    const bad = (field: string, expected: string, found: unknown) =>
      new EngineError("BAD_REQUEST", `${where}.${field}: expected ${expected}, found ${found}`);
    if (promptIds.length === 0)
      throw new EngineError("EMPTY_PROMPT", `${where}.promptIds: expected tokens, found none`);
    const what = " for it and one token more";
    checkLength(`${where}.promptIds`, promptIds.length + 1, limits, { what });
    checkIds(`${where}.promptIds`, promptIds, limits.vocabulary, "BAD_REQUEST");
    const { maxTokens, temperature = 1, topK = 0, topP = 1, minP = 0, stopTexts } = parameters;
    if (!Number.isInteger(samples) || samples < 1) throw bad("samples", "a whole number from 1", samples);
    // From JavaScript it may be missing.
    const seeds = typeof seed === "object" && seed !== null ? seed : [seed];
    if (seeds === seed && seeds.length !== samples)
      throw bad("seed", `one, or ${samples}, one for each sample`, seeds.length);
    for (const one of seeds) if (!Number.isSafeInteger(one)) throw bad("seed", "a whole number", one);
    if (!Number.isInteger(topLogprobs) || topLogprobs < 0)
      throw bad("topLogprobs", "a whole number from 0", topLogprobs);
    if (!Number.isInteger(maxTokens) || maxTokens < 1)
      throw bad("parameters.maxTokens", "a whole number from 1", maxTokens);
    if (!(temperature >= 0 && temperature < Number.POSITIVE_INFINITY))
      throw bad("parameters.temperature", "a number from 0", temperature);
    if (!Number.isInteger(topK) || topK < 0) throw bad("parameters.topK", "a whole number from 0", topK);
    if (!(topP > 0 && topP <= 1)) throw bad("parameters.topP", "a number above 0, up to 1", topP);
    if (!(minP >= 0 && minP <= 1)) throw bad("parameters.minP", "a number from 0 to 1", minP);
    if (stopTexts?.includes("")) throw bad("parameters.stopTexts", "texts that are not empty", '""');
    if (stopTexts !== undefined && stopTexts.length > 0 && !textual)
      throw bad("parameters.stopTexts", "none, as this engine has no tokeniser", stopTexts.length);
  });
}

/** @throws OptionError for a hyper-parameter that is not what it must be */
export function checkAdam(adam: AdamStep): void {
  checkNames("optimStep", adam);
  const { learningRate, beta1 = 0.9, beta2 = 0.95, epsilon = 1e-12, weightDecay = 0, clipNorm = 1 } = adam;
  const check = (name: string, value: number, right: boolean, expected: string) => {
    if (!right || !Number.isFinite(value)) throw new OptionError(name, expected, value);
  };
  check("learningRate", learningRate, learningRate >= 0, "a number from 0");
  check("beta1", beta1, beta1 >= 0 && beta1 < 1, "a number from 0, below 1");
  check("beta2", beta2, beta2 >= 0 && beta2 < 1, "a number from 0, below 1");
  check("epsilon", epsilon, epsilon >= 0, "a number from 0");
  check("weightDecay", weightDecay, weightDecay >= 0, "a number from 0");
  check("clipNorm", clipNorm, clipNorm > 0, "a number above 0");
}

function checkLength(
  field: string,
  tokens: number,
  { contextLength, wholeTextLength }: Limits,
  { whole = false, what = "" }: { readonly whole?: boolean; readonly what?: string },
): void {
  const most = whole ? wholeTextLength : contextLength;
  if (tokens <= most) return;
  const text = `${field}: expected at most ${most} tokens, the model's context, found ${tokens}${what}`;
  const why =
    whole || contextLength === wholeTextLength
      ? ""
      : "; beyond it dynamic scaling turns every position by the length of the whole text, and sampler and trainer " +
        "would not agree";
  throw new EngineError("SEQUENCE_TOO_LONG", text + why);
}

function checkIds(field: string, ids: Int32Array, vocabulary: number, code: string): void {
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] >= 0 && ids[i] < vocabulary) continue;
    throw new EngineError(
      code,
      `${field}[${i}]: expected an id from 0 to ${vocabulary - 1}, found ${ids[i]}`,
    );
  }
}
