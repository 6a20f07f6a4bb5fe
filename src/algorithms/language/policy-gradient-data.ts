import type { Datum } from "../../language/engine/language-engine.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import { policyGradientDatum } from "./datum.js";
import type { Group } from "./groups.js";
import { type AveragingKind, tokenScales } from "./token-scales.js";

/** How groups become data. */
export interface PolicyGradientDataOptions {
  readonly averaging: AveragingKind;
  /** The most tokens of an answer; for `constant` averaging. */
  readonly maxTokens: number;
  /** Keep answers without an advantage too, for a penalty that is not a matter of advantages. Default false. */
  readonly keepAll?: boolean;
}

/** What a player said in an episode, to learn from, and what each of its tokens counts in the mean over the batch. */
export interface ScaledDatum {
  readonly datum: Datum;
  readonly scale: number;
  /** What it was made of. */
  readonly episode: TextEpisodeRecord;
}

/**
 * What the engine learns from groups: their answers, those of every player, advantages multiplied by the scale that makes the engine's sum the
 * wanted mean. The mean is over all answers, those of groups without a signal too, whose losses are 0.
 */
export function policyGradientData(
  groups: readonly Group[],
  { averaging, maxTokens, keepAll = false }: PolicyGradientDataOptions,
): ScaledDatum[] {
  const answers = groups
    .flatMap(({ episodes, advantages }) =>
      episodes.flatMap((episode, i) =>
        episode.sequences.map((sequence, player) => ({
          episode,
          sequence,
          advantage: advantages[player][i],
        })),
      ),
    )
    // A player who was never asked has said nothing to learn from.
    .filter(({ sequence }) => sequence.mask.includes(1));
  const lengths = answers.map(({ sequence }) => sequence.mask.reduce<number>((a, b) => a + b, 0));
  const scales = tokenScales(lengths, averaging, maxTokens);
  return answers.flatMap(({ episode, sequence, advantage }, i) => {
    if (advantage === 0 && !keepAll) return [];
    return [{ datum: policyGradientDatum(sequence, advantage * scales[i]), scale: scales[i], episode }];
  });
}

/**
 * Takes from each token's advantage what it moved away from a reference: β · (q − q_ref), q the log-probability it was
 * sampled with. The sum over an answer is an unbiased estimate of β · KL (Schulman 2020, "Approximating KL
 * divergence", k₁).
 *
 * @param reference for each datum `[tokens]`: log-probabilities of its targets
 */
export function penalizeDivergence(
  data: readonly ScaledDatum[],
  reference: readonly Float32Array[],
  beta: number,
): ScaledDatum[] {
  return data.map(({ datum, scale, episode }, i) => {
    const { advantages, logprobs, weights } = datum;
    const penalized = advantages!.map((advantage, t) =>
      weights![t] === 0 ? 0 : advantage - scale * beta * (logprobs![t] - reference[i][t]),
    );
    return { datum: { ...datum, advantages: penalized }, scale, episode };
  });
}
