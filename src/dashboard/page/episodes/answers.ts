import type { EpisodeDetail } from "../../api.js";

/** A token that the policy sampled. */
export interface SampledToken {
  readonly text: string;
  readonly logprob: number;
}

/**
 * The tokens of each answer of a player, in order: each run of sampled tokens is an answer. Empty where the texts of
 * the tokens, or their probabilities, are not known.
 */
export function answersOf({ episode, pieces }: EpisodeDetail, player: number): SampledToken[][] {
  const sequence = episode.sequences[player];
  const texts = pieces[player];
  if (!sequence || !texts || texts.length === 0) return [];
  const answers: SampledToken[][] = [];
  sequence.mask.forEach((sampled, i) => {
    if (sampled === 0) return;
    if (i === 0 || sequence.mask[i - 1] === 0) answers.push([]);
    answers[answers.length - 1].push({ text: texts[i], logprob: sequence.logprobs[i] ?? Number.NaN });
  });
  return answers;
}
