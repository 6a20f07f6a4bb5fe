import type { Datum } from "../../language/engine/language-engine.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Metrics } from "../algorithm.js";
import { policyGradientDatum } from "./datum.js";
import { divergenceFrom, driftOf } from "./health.js";
import type { StageContext } from "./stage.js";

/** Sequences that are looked at: enough to see a sampler that is stale, few enough to cost next to nothing. */
const MOST_SEQUENCES = 16;

/**
 * How far the trainer is from what the sampler said, and the policy from where practice began, on a share of a step's
 * episodes: for steps that learn from nothing they sampled, or by a loss that does not compare the two. To be asked
 * before the weights change.
 *
 * @param divergence whether the divergence from the start is wanted too
 */
export async function liveCheck(
  { engine, adapter, reference }: Pick<StageContext, "engine" | "adapter" | "reference">,
  episodes: readonly TextEpisodeRecord[],
  divergence: boolean,
): Promise<Metrics> {
  const data = shareOf(episodes);
  if (data.length === 0) return {};
  const { logprobs } = await engine.forward(data, adapter === undefined ? {} : { adapter });
  const { largest } = driftOf(data, logprobs);
  return {
    samplerTrainerDifference: largest,
    ...(divergence && { klToStart: divergenceFrom(data, await reference(data)) }),
  };
}

/** Sequences at equal distances, so that they come from as many groups as possible. */
function shareOf(episodes: readonly TextEpisodeRecord[]): Datum[] {
  const sampled = episodes
    .flatMap(({ sequences }) => sequences)
    .filter(({ mask, logprobs }) => mask.includes(1) && logprobs.length > 0);
  const distance = Math.ceil(sampled.length / MOST_SEQUENCES);
  return sampled.filter((_, i) => i % distance === 0).map((sequence) => policyGradientDatum(sequence, 0));
}
