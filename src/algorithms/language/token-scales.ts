/**
 * How the losses of tokens are averaged over a batch of N answers with lengths l:
 *
 * - `sequence`: each answer counts the same, whatever its length: 1 / (N · l) (GRPO)
 * - `token`: each token counts the same: 1 / Σ l (Yu et al. 2025, "DAPO")
 * - `constant`: each token counts 1 / (N · most tokens of an answer), so that neither length nor the batch's other
 *   answers matter (Dr. GRPO)
 * - `sum`: each answer is one action: 1 / N (RLOO)
 */
export const AVERAGING_KINDS = ["sequence", "token", "constant", "sum"] as const;
export type AveragingKind = (typeof AVERAGING_KINDS)[number];

/**
 * What each answer's tokens are multiplied by, to be folded into their advantages.
 *
 * @param lengths `[answers]`: sampled tokens of each
 * @param most the most tokens an answer may have; only `constant` asks
 * @returns `[answers]`
 */
export function tokenScales(lengths: readonly number[], kind: AveragingKind, most: number): number[] {
  const answers = lengths.length;
  const tokens = lengths.reduce((a, b) => a + b, 0);
  const scale = (length: number): number => {
    if (kind === "sequence") return 1 / (answers * length);
    if (kind === "token") return 1 / tokens;
    return kind === "constant" ? 1 / (answers * most) : 1 / answers;
  };
  return lengths.map((length) => (length === 0 ? 0 : scale(length)));
}
