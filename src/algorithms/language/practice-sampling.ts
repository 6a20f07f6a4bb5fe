/**
 * How answers are drawn in practice. Log-probabilities are those of the model's own distribution all the same, so that
 * with a temperature other than 1 or a cut the ratio is not that of the distribution which the tokens came from.
 */
export interface PracticeSampling {
  readonly temperature: number;
  /** Only the so many most likely tokens; 0 all. */
  readonly topK: number;
  /** Only the most likely tokens that together have this probability; 1 all. */
  readonly topP: number;
  /** Only tokens at least this share as likely as the most likely one; 0 all. */
  readonly minP: number;
}

/** Only that of what more there may be. */
export function practiceSampling({ temperature, topK, topP, minP }: PracticeSampling): PracticeSampling {
  return { temperature, topK, topP, minP };
}
