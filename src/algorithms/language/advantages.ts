/**
 * How the rewards of a group, several answers to one prompt, become advantages:
 *
 * - `mean`: r − mean (Liu et al. 2025, "Understanding R1-Zero-Like Training", Dr. GRPO)
 * - `standardised`: (r − mean) / (s + 10⁻⁴), s the sample's standard deviation with n − 1 below (Shao et al. 2024,
 *   "DeepSeekMath", GRPO; the constants are TRL's)
 * - `leave-one-out`: r less the mean of the others (Ahmadian et al. 2024, "Back to Basics", RLOO)
 */
export const ADVANTAGE_KINDS = ["mean", "standardised", "leave-one-out"] as const;
export type AdvantageKind = (typeof ADVANTAGE_KINDS)[number];

/** Keeps a group whose answers are nearly equal from getting enormous advantages. */
const LEAST_DEVIATION = 1e-4;

/**
 * @param rewards `[group]`
 * @returns `[group]`; all 0 where the rewards are all the same
 * @example
 * groupAdvantages([1, 0, 0, 0], "mean"); // [0.75, −0.25, −0.25, −0.25]
 */
export function groupAdvantages(rewards: readonly number[], kind: AdvantageKind): number[] {
  const n = rewards.length;
  // Of equal rewards the mean may differ from each by rounding; Adam would make a whole step of what is left.
  if (!hasSignal(rewards)) return rewards.map(() => 0);
  const mean = rewards.reduce((a, b) => a + b, 0) / n;
  const centred = rewards.map((reward) => reward - mean);
  if (kind === "mean") return centred;
  // r − (n·mean − r) / (n − 1) = (r − mean) · n / (n − 1)
  if (kind === "leave-one-out") return centred.map((value) => (value * n) / (n - 1));
  const variance = centred.reduce((sum, value) => sum + value * value, 0) / (n - 1);
  return centred.map((value) => value / (Math.sqrt(variance) + LEAST_DEVIATION));
}

/** Whether a group's rewards differ: where they are all the same there is nothing to learn from the group. */
export function hasSignal(rewards: readonly number[]): boolean {
  return rewards.some((reward) => reward !== rewards[0]);
}
