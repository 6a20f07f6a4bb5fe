import {
  clip,
  exp,
  input,
  minimum,
  mul,
  neg,
  square,
  stopGradient,
  sub,
  type Tensor,
} from "../../graph/index.js";
import type { LossConfig, LossName } from "./language-engine.js";

/** Numbers that a loss reads beside log-probabilities, one a token: names of {@link Datum}'s arrays. */
export type LossInput = "weights" | "logprobs" | "advantages";

/** Which arrays each loss reads. */
export const LOSS_INPUTS: Readonly<Record<LossName, readonly LossInput[]>> = {
  cross_entropy: ["weights"],
  importance_sampling: ["weights", "logprobs", "advantages"],
  ppo: ["weights", "logprobs", "advantages"],
  cispo: ["weights", "logprobs", "advantages"],
  dro: ["weights", "logprobs", "advantages"],
};

/**
 * The loss of each token `[rows]` (see {@link LossName}), from inputs named as in {@link LossInput}.
 * @param p log-probabilities of the targets `[rows]`
 */
export function tokenLosses(name: LossName, p: Tensor, config: LossConfig): Tensor {
  const { clipLow = 0.8, clipHigh = 1.2, beta = 0.05 } = config;
  const [weight, q, a] = ["weights", "logprobs", "advantages"].map((of) => input(of, "float32", p.shape));
  const ratio = () => exp(sub(p, q));
  const clipped = (r: Tensor) => clip(r, clipLow, clipHigh);
  const gain = (): Tensor => {
    switch (name) {
      case "cross_entropy":
        return p;
      case "importance_sampling":
        return mul(ratio(), a);
      case "ppo": {
        const r = ratio();
        return minimum(mul(r, a), mul(clipped(r), a));
      }
      case "cispo":
        return mul(mul(stopGradient(clipped(ratio())), p), a);
      case "dro":
        return sub(mul(p, a), mul(square(sub(p, q)), beta / 2));
    }
  };
  return neg(mul(gain(), weight));
}
