import type { LossConfig, LossName } from "../../language/engine/language-engine.js";
import type { AdvantageKind } from "./advantages.js";
import type { AveragingKind } from "./token-scales.js";

/** What tells one relative of GRPO from another. */
export interface PolicyGradientMethod {
  readonly advantage: AdvantageKind;
  readonly averaging: AveragingKind;
  /** `gspo` is the loss of that paper, with one ratio for a whole answer; the others are the engine's. */
  readonly loss: Exclude<LossName, "cross_entropy" | "dro"> | "gspo";
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Sample further groups until as many as asked for have different rewards. */
  readonly dynamicSampling: boolean;
}

/**
 * GRPO and its relatives as they are defined in their papers; every part can be set by itself besides.
 *
 * - `grpo`: Shao et al. 2024, "DeepSeekMath", with the clipping of PPO (Schulman et al. 2017)
 * - `dr-grpo`: Liu et al. 2025, "Understanding R1-Zero-Like Training": no standard deviation, no length
 * - `rloo`: Ahmadian et al. 2024, "Back to Basics": REINFORCE with the others' mean as baseline
 * - `dapo`: Yu et al. 2025, "DAPO": clips higher above than below, counts tokens, resamples groups without signal
 * - `gspo`: Zheng et al. 2025, "Group Sequence Policy Optimization": the ratio is that of the whole answer, its
 *   geometric mean over the tokens
 * - `cispo`: MiniMax 2025, "MiniMax-M1": clips the weight of a token, never its gradient; the bound 5 above is
 *   that of Khatri et al. 2025, "The Art of Scaling RL Compute for LLMs"
 */
export const POLICY_GRADIENT_METHODS = {
  grpo: {
    advantage: "standardised",
    averaging: "sequence",
    loss: "ppo",
    clipLow: 0.8,
    clipHigh: 1.2,
    dynamicSampling: false,
  },
  "dr-grpo": {
    advantage: "mean",
    averaging: "constant",
    loss: "ppo",
    clipLow: 0.8,
    clipHigh: 1.2,
    dynamicSampling: false,
  },
  rloo: {
    advantage: "leave-one-out",
    averaging: "sum",
    loss: "importance_sampling",
    clipLow: 0,
    clipHigh: 1e6,
    dynamicSampling: false,
  },
  dapo: {
    advantage: "standardised",
    averaging: "token",
    loss: "ppo",
    clipLow: 0.8,
    clipHigh: 1.28,
    dynamicSampling: true,
  },
  gspo: {
    advantage: "standardised",
    averaging: "sequence",
    loss: "gspo",
    clipLow: 1 - 3e-4,
    clipHigh: 1 + 4e-4,
    dynamicSampling: false,
  },
  cispo: {
    advantage: "standardised",
    averaging: "token",
    loss: "cispo",
    clipLow: 0,
    clipHigh: 5,
    dynamicSampling: false,
  },
} as const satisfies Record<string, PolicyGradientMethod>;

export type MethodName = keyof typeof POLICY_GRADIENT_METHODS;

/** The bounds of a method as the engine takes them. */
export function lossConfig({ clipLow, clipHigh }: PolicyGradientMethod): LossConfig {
  return { clipLow, clipHigh };
}
