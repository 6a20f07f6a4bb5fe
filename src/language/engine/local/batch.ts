import type { Datum } from "../language-engine.js";
import type { LossInput } from "../losses.js";
import type { Packing } from "./packing.js";

/** Sequences in rows. Tokens lie time-major: token `t` of row `r` has index `t · rows + r`. */
export interface Tokens {
  readonly time: number;
  readonly rows: number;
  /** Ids `[time · rows]`; 0 where there is padding. */
  readonly ids: Int32Array;
  /** Position of each token in its sequence `[time · rows]`; padding is a sequence of one token. */
  readonly positions: Int32Array;
  /** Length of each token's sequence `[time · rows]`. */
  readonly lengths: Int32Array;
}

/** Tokens, and what is wanted of them. Plain data, to be sent to a worker. */
export interface Batch extends Tokens {
  /** Indices of the tokens whose targets' log-probabilities are wanted. */
  readonly chosen: Int32Array;
  /** Target of each chosen token. */
  readonly targets: Int32Array;
  /** Numbers that losses read, one a chosen token. */
  readonly numbers: Readonly<Record<LossInput, Float32Array>>;
}

/** A batch, and where its results belong. */
export interface PlannedBatch {
  readonly batch: Batch;
  /** Of each chosen token, the datum and the token's place in it. */
  readonly origin: { readonly datum: Int32Array; readonly token: Int32Array };
}

/** Which tokens' log-probabilities are wanted: of all of them, or of those whose weight is not 0. */
export type Choice = "all" | "weighted";

/** Lays packed data out; tokens that are not chosen are computed, but for the head. */
export function layOut(
  data: readonly Datum[],
  { time, rows, placements }: Packing,
  choice: Choice,
): PlannedBatch {
  const size = time * rows;
  const [ids, positions] = [new Int32Array(size), new Int32Array(size)];
  const lengths = new Int32Array(size).fill(1);
  const total = placements.reduce((sum, { sequence }) => sum + wanted(data[sequence], choice), 0);
  const integers = () => new Int32Array(total);
  const [chosen, targets, datum, token] = [integers(), integers(), integers(), integers()];
  const numbers = {
    weights: new Float32Array(total).fill(1),
    logprobs: new Float32Array(total),
    advantages: new Float32Array(total),
  };
  let next = 0;
  for (const { sequence, row, start } of placements) {
    const { inputIds, targetIds, weights, logprobs, advantages } = data[sequence];
    for (let i = 0; i < inputIds.length; i++) {
      const index = (start + i) * rows + row;
      ids[index] = inputIds[i];
      positions[index] = i;
      lengths[index] = inputIds.length;
      if (choice === "weighted" && weights?.[i] === 0) continue;
      chosen[next] = index;
      targets[next] = targetIds[i];
      datum[next] = sequence;
      token[next] = i;
      if (weights !== undefined) numbers.weights[next] = weights[i];
      if (logprobs !== undefined) numbers.logprobs[next] = logprobs[i];
      if (advantages !== undefined) numbers.advantages[next] = advantages[i];
      next++;
    }
  }
  const batch = { time, rows, ids, positions, lengths, chosen, targets, numbers };
  return { batch, origin: { datum, token } };
}

function wanted({ inputIds, weights }: Datum, choice: Choice): number {
  return weights === undefined || choice === "all"
    ? inputIds.length
    : weights.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0);
}
