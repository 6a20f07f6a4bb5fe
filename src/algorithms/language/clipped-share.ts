import type { Datum } from "../../language/engine/language-engine.js";
import { answerRatio } from "./gspo-loss.js";
import type { PolicyGradientMethod } from "./methods.js";

/**
 * Share of the sampled tokens whose ratio a method clips, 0 … 1:
 *
 * - `ppo`: tokens that have no gradient, since the ratio is above its bound at an advantage or below it at a disadvantage
 * - `gspo`: all tokens of an answer that has no gradient for the same reason, by the ratio of the whole answer
 * - `cispo`: tokens whose weight is a bound and not the ratio, whatever the advantage; they keep a gradient
 * - `importance_sampling`: none
 *
 * @param logprobs for each datum `[tokens]`: log-probabilities of its targets under the policy
 */
export function clippedShare(
  data: readonly Datum[],
  logprobs: readonly Float32Array[],
  method: Pick<PolicyGradientMethod, "loss" | "clipLow" | "clipHigh">,
): number {
  let [tokens, clipped] = [0, 0];
  for (const [i, datum] of data.entries()) {
    const counts =
      method.loss === "gspo"
        ? answerCounts(datum, logprobs[i], method)
        : tokenCounts(datum, logprobs[i], method);
    tokens += counts.tokens;
    clipped += counts.clipped;
  }
  return tokens === 0 ? 0 : clipped / tokens;
}

type Bounds = Pick<PolicyGradientMethod, "clipLow" | "clipHigh">;

/** Sampled tokens, and those of them that are clipped. */
interface Counts {
  readonly tokens: number;
  readonly clipped: number;
}

function answerCounts(datum: Datum, p: Float32Array, bounds: Bounds): Counts {
  const { length, ratio, advantage } = answerRatio(datum, p);
  return { tokens: length, clipped: stopped(ratio, advantage, bounds) ? length : 0 };
}

function tokenCounts(
  { weights, logprobs: q, advantages }: Datum,
  p: Float32Array,
  { loss, ...bounds }: Pick<PolicyGradientMethod, "loss"> & Bounds,
): Counts {
  let [tokens, clipped] = [0, 0];
  for (let t = 0; t < p.length; t++) {
    if ((weights?.[t] ?? 1) === 0) continue;
    tokens++;
    const ratio = Math.exp(p[t] - (q?.[t] ?? 0));
    if (loss === "ppo" && stopped(ratio, advantages?.[t] ?? 0, bounds)) clipped++;
    if (loss === "cispo" && (ratio > bounds.clipHigh || ratio < bounds.clipLow)) clipped++;
  }
  return { tokens, clipped };
}

/** Whether min(r·a, clip(r)·a) does not change with r. */
const stopped = (ratio: number, advantage: number, { clipLow, clipHigh }: Bounds) =>
  (ratio > clipHigh && advantage > 0) || (ratio < clipLow && advantage < 0);
