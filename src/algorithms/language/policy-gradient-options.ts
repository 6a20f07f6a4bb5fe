import type { TextEnvironment } from "../../environments/text/text-environment.js";
import type { EpisodeLimits } from "./episode-limits.js";
import type { Schedule } from "./learning-rate.js";
import type { PolicyGradientMethod } from "./methods.js";
import type { OptimizerOptions } from "./optimizer-options.js";
import type { PracticeSampling } from "./practice-sampling.js";

/** How a policy is improved by reinforcement. */
export interface PolicyGradientOptions
  extends PolicyGradientMethod,
    EpisodeLimits,
    PracticeSampling,
    OptimizerOptions {
  /** Name of the stage. */
  readonly name: string;
  /** Its train split is practised on. */
  readonly environment: TextEnvironment;
  readonly steps: number;
  /** Examples a step, and episodes of each. */
  readonly groups: number;
  readonly groupSize: number;
  /** Most tokens of an answer. */
  readonly maxTokens: number;
  /** Updates a step, each from its share of the groups; and how often all of that is gone through. */
  readonly updates: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly warmup: number;
  readonly schedule: Schedule;
  /** β of the penalty on the divergence from where the stage began. */
  readonly klCoefficient: number;
  /** How often, in steps, that divergence is measured where there is no penalty; 0 never. */
  readonly klEvery: number;
  /** Choose examples of which about half are solved. */
  readonly curriculum: boolean;
}
