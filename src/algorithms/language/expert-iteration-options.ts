import type { TextEnvironment } from "../../environments/text/text-environment.js";
import type { EpisodeLimits } from "./episode-limits.js";
import type { Schedule } from "./learning-rate.js";
import type { OptimizerOptions } from "./optimizer-options.js";
import type { PracticeSampling } from "./practice-sampling.js";

/** From which weights a round of expert iteration learns. */
export const ROUND_STARTS = ["newest", "start"] as const;
export type RoundStart = (typeof ROUND_STARTS)[number];

/** How a policy is improved by learning from its own successes. */
export interface ExpertIterationOptions extends EpisodeLimits, PracticeSampling, OptimizerOptions {
  /** Name of the stage. */
  readonly name: string;
  /** Its train split is practised on. */
  readonly environment: TextEnvironment;
  /** Rounds of sampling and learning. */
  readonly rounds: number;
  /** `newest`: a round's learning goes on from the newest weights; `start`: from those with which the stage began. */
  readonly roundsFrom: RoundStart;
  /** Examples a round, and answers to each. */
  readonly groups: number;
  readonly groupSize: number;
  readonly maxTokens: number;
  /** Most different right answers kept of an example. */
  readonly keptPerExample: number;
  /** How often the kept answers are learnt from. */
  readonly regenerateEpochs: number;
  /** Conversations a step of learning. */
  readonly showBatch: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly schedule: Schedule;
  /** 0: do not measure the divergence from where the stage began. Else every round does, which takes as long as many steps. */
  readonly klEvery: number;
}
