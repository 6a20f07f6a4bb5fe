import type { Datum } from "../../language/engine/language-engine.js";
import type { TokenSequence } from "../../rollout/text/text-episode-record.js";

/**
 * A conversation as the engine learns from it, shifted by one: the inputs are all tokens but the last, the targets all
 * but the first.
 *
 * @param weightOf weight of a target: by its place in the sequence, and whether the policy sampled it
 */
export function supervisedDatum(
  { ids, mask }: TokenSequence,
  weightOf: (place: number, sampled: boolean) => number,
): Datum {
  return {
    ...shifted(ids),
    weights: Float32Array.from({ length: ids.length - 1 }, (_, i) => weightOf(i + 1, mask[i + 1] === 1)),
  };
}

/**
 * The same for a policy gradient: every sampled token has the answer's advantage, every observed one none.
 *
 * @param advantage of the whole conversation, with the average over tokens folded in; or one for each of its tokens,
 * `[tokens]`
 */
export function policyGradientDatum(
  { ids, mask, logprobs }: TokenSequence,
  advantage: number | ArrayLike<number>,
): Datum {
  const at = (place: number): number => (typeof advantage === "number" ? advantage : advantage[place]);
  const length = ids.length - 1;
  return {
    ...shifted(ids),
    weights: Float32Array.from({ length }, (_, i) => mask[i + 1]),
    logprobs: Float32Array.from({ length }, (_, i) => (mask[i + 1] === 1 ? logprobs[i + 1] : 0)),
    advantages: Float32Array.from({ length }, (_, i) => (mask[i + 1] === 1 ? at(i + 1) : 0)),
  };
}

function shifted(ids: readonly number[]): Pick<Datum, "inputIds" | "targetIds"> {
  return { inputIds: Int32Array.from(ids.slice(0, -1)), targetIds: Int32Array.from(ids.slice(1)) };
}
