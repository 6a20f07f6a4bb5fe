import type { EpisodeFailures } from "../../rollout/text/episode-failures.js";
import type { Metrics } from "../algorithm.js";

/** Difference of log-probabilities that no rounding explains: a probability is off by a hundredth. */
export const STALE_DIFFERENCE = 1e-2;

/** Looks at every step of a training for what should be known at once; says each thing once. */
export class Watch {
  private readonly told = new Set<string>();

  /** What the step's metrics give reason to say, in words. */
  warnings({ step, stage, samplerTrainerDifference: difference, cutShare }: Metrics): string[] {
    const at = `step ${step} (${stage})`;
    const stale =
      Number(difference) > STALE_DIFFERENCE
        ? this.once(
            "stale-sampler",
            `${at}: the sampler's log-probabilities differ from the trainer's by up to ` +
              `${Number(difference).toPrecision(2)}, far above rounding: answers are not drawn from the weights that learn`,
          )
        : [];
    const cut =
      Number(cutShare) > 0
        ? this.once(
            "cut-demonstrations",
            `${at}: ${(100 * Number(cutShare)).toFixed(1)} % of its demonstrations are longer than the model's context ` +
              "and were cut; a longer context, or shorter ones, would show their ends too",
          )
        : [];
    return [...stale, ...cut];
  }

  /**
   * What there is to say of episodes that failed: when the first do, and when all do.
   *
   * @param when such as "step 3 (rl)"
   */
  failures(when: string, failures: EpisodeFailures | undefined): string[] {
    if (failures === undefined) return [];
    const { episodes, failed, most } = failures;
    if (failed === episodes) {
      this.told.add("failed-episodes");
      return this.once(
        "all-failed",
        `${when}: all ${episodes} episodes failed, most often ${most}; practice teaches nothing and measurements say 0 while that is so`,
      );
    }
    return this.once(
      "failed-episodes",
      `${when}: ${failed} of ${episodes} episodes failed, most often ${most}; nothing is learnt from such`,
    );
  }

  private once(name: string, message: string): string[] {
    if (this.told.has(name)) return [];
    this.told.add(name);
    return [message];
  }
}
