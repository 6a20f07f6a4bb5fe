import { BoundaryError, SelfplayError, TrainingError } from "../../errors.js";
import type { TensorData } from "../../language/engine/language-engine.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";

/** Where in a training something happened. */
export interface Moment {
  readonly step: number;
  readonly stage: string;
  readonly stageStep: number;
  /** The setting that this stage's learning rate comes from. */
  readonly rateSetting: string;
}

/** What engines, losses and policies say when they have computed what is no number. */
const NOT_FINITE = new Set(["NAN_LOSS", "NAN_GRADIENT", "NAN_LOGPROBS"]);

/** What an error says where it means that something computed is not a number; undefined for other errors. */
export function notFinite(error: unknown): string | undefined {
  return error instanceof SelfplayError && NOT_FINITE.has(error.code) ? error.message : undefined;
}

/**
 * Looks for a policy whose probabilities are no numbers any more.
 * @throws BoundaryError `NAN_LOGPROBS`, as the first such episode has it
 */
export function checkFinite(episodes: readonly TextEpisodeRecord[]): void {
  const broken = episodes.flatMap(({ errors }) => errors).find(({ code }) => NOT_FINITE.has(code));
  if (broken) throw new BoundaryError(broken.boundary, broken.code, broken.message);
}

/** The name of a tensor that holds what is no finite number; undefined where all are well. */
export function brokenTensor(state: ReadonlyMap<string, TensorData>): string | undefined {
  for (const [name, { data }] of state) {
    // Halves are bits; what is trained is never kept in them.
    if (data instanceof Uint16Array) continue;
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return name;
  }
  return undefined;
}

/** The error that ends a training whose numbers have broken: what broke, when, and what to try. */
export function diverged(
  what: string,
  { step, stage, stageStep, rateSetting }: Moment,
  checkpoint: string | undefined,
  cause?: unknown,
): TrainingError {
  const left = checkpoint === undefined ? "There is no checkpoint yet" : `${checkpoint} is intact`;
  return new TrainingError(
    "DIVERGED",
    `step ${step} (${stage}, ${stageStep} of that stage): ${what}. ${left}; begin a new run with a ${rateSetting} a ` +
      "tenth as large, a smaller clipNorm, or less weight decay",
    { cause },
  );
}
