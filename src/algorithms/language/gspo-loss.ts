import { EngineError } from "../../errors.js";
import type { CustomLoss, Datum } from "../../language/engine/language-engine.js";

/** What GSPO makes of an answer. */
export interface AnswerRatio {
  /** Its sampled tokens. */
  readonly length: number;
  /** exp(mean(p − q)) over them. */
  readonly ratio: number;
  /** The sum of their advantages. */
  readonly advantage: number;
}

/** @param p log-probabilities `[tokens]` of a datum's targets under the policy */
export function answerRatio({ weights, logprobs: q, advantages }: Datum, p: Float32Array): AnswerRatio {
  let [length, difference, advantage] = [0, 0, 0];
  for (let t = 0; t < p.length; t++) {
    if ((weights?.[t] ?? 1) === 0) continue;
    length++;
    difference += p[t] - (q?.[t] ?? 0);
    advantage += advantages?.[t] ?? 0;
  }
  return { length, ratio: Math.exp(difference / length), advantage };
}

/**
 * The loss of GSPO (Zheng et al. 2025, equations 5 to 7): with p and q the log-probabilities of an answer's tokens under
 * the policy and the sampler, l its length, the ratio of the whole answer is s = exp(mean(p − q)), and the loss is
 * −Σ over its tokens of min(s·a, clip(s)·a), where the advantage a, with the average over tokens folded in, is the same
 * for all of them.
 *
 * Where the ratio is clipped the gradient is 0; elsewhere that of s by each p is s / l.
 *
 * @param clipLow least ratio that counts
 * @param clipHigh largest ratio that counts
 * @throws EngineError `NAN_LOSS`, from the loss, for log-probabilities that are no numbers
 */
export function gspoLoss(clipLow: number, clipHigh: number): CustomLoss {
  return (data, logprobs) => {
    let loss = 0;
    const gradients = data.map((datum, i) => {
      const gradient = new Float32Array(logprobs[i].length);
      const { length, ratio, advantage } = answerRatio(datum, logprobs[i]);
      if (length === 0) return gradient;
      const clipped = Math.min(Math.max(ratio, clipLow), clipHigh);
      loss -= Math.min(ratio * advantage, clipped * advantage);
      if (ratio * advantage > clipped * advantage) return gradient;
      for (let t = 0; t < gradient.length; t++) {
        if ((datum.weights?.[t] ?? 1) !== 0) gradient[t] = (-advantage * ratio) / length;
      }
      return gradient;
    });
    if (!Number.isFinite(loss))
      throw new EngineError("NAN_LOSS", `gspo: expected a finite loss, found ${loss}`);
    return { loss, gradients };
  };
}
