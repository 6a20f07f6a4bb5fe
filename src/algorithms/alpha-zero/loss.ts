import {
  add,
  crossEntropy,
  div,
  maximum,
  mean,
  mul,
  softplus,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.js";

/** AlphaZero's loss and its two parts, each a scalar in nats. */
export interface Loss {
  readonly total: Tensor;
  readonly policy: Tensor;
  readonly value: Tensor;
}

/**
 * Policy: cross-entropy to the search's policy, over the positions whose policy is to be learnt. Value:
 * cross-entropy of "the player to move wins", a draw counting half, which has a steeper slope at wrong certainties
 * than AlphaZero's squared error.
 *
 * @param logits `[batch, actions]`
 * @param valueLogit `[batch]`
 * @param policies `[batch, actions]`
 * @param policyWeights `[batch]`, 0 or 1
 * @param values `[batch]`, −1 … 1
 */
export function alphaZeroLoss(
  logits: Tensor,
  valueLogit: Tensor,
  policies: Tensor,
  policyWeights: Tensor,
  values: Tensor,
  valueWeight: number,
): Loss {
  const counted = maximum(sum(policyWeights), 1);
  const policy = div(sum(mul(crossEntropy(logits, policies), policyWeights)), counted);
  const winShare = mul(add(values, 1), 0.5);
  // −p·log σ(x) − (1 − p)·log(1 − σ(x)) = softplus(x) − p·x
  const value = mean(sub(softplus(valueLogit), mul(winShare, valueLogit)));
  return { total: add(policy, mul(value, valueWeight)), policy, value };
}
