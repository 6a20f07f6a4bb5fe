import type { Datum } from "../../language/engine/language-engine.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";

/** Shares of the targets in a batch, 0 … 1. */
export interface LearntShares {
  /** Share that the loss counts: that its mask lets through. */
  readonly learntShare: number;
  /** Share that the policy said, as the driver counted it while the episodes were played. */
  readonly answerShare: number;
}

/**
 * What of a batch is learnt from, beside what the policy said of it. Except in pre-training the two are the same; where
 * they are not, the mask is broken: prompts are learnt from, or answers are not.
 *
 * @param episodes those the data were made of
 * @returns undefined where there is nothing to compare: no data, or several players, whose tokens are counted together
 */
export function learntShares(
  data: readonly Datum[],
  episodes: readonly TextEpisodeRecord[],
): LearntShares | undefined {
  let [learnt, targets] = [0, 0];
  for (const { inputIds, weights } of data) {
    targets += inputIds.length;
    for (let t = 0; t < inputIds.length; t++) if ((weights?.[t] ?? 1) !== 0) learnt++;
  }
  if (targets === 0 || episodes.some(({ sequences }) => sequences.length > 1)) return undefined;
  const said = episodes.reduce((sum, { counts }) => sum + counts.sampledTokens, 0);
  return { learntShare: learnt / targets, answerShare: said / targets };
}
