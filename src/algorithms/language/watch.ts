import type { EpisodeFailures } from "../../rollout/text/episode-failures.js";
import type { Metrics } from "../algorithm.js";

/** Difference of log-probabilities between sampler and trainer that is promised not to be exceeded. */
const PROMISED_DIFFERENCE = 1e-4;

/** Difference of log-probabilities that no rounding explains: a probability is off by a hundredth. */
export const STALE_DIFFERENCE = 1e-2;

/** Share of the paid episodes that are unsolved from which on the reward is plainly earned without solving. */
export const HACKED_SHARE = 0.5;

/** Share of all that is paid which may go to unsolved episodes, as to those that are right in part, without a word. */
export const HACKED_REWARD = 0.25;

/** Steps of practice before something is told of what they have in common: one may be so by chance. */
export const LEAST_STEPS = 4;

/** Looks at every step of a training for what should be known at once; says each thing once. */
export class Watch {
  private readonly told = new Set<string>();
  /** Shares of paid episodes that are unsolved, and of what these are paid, of the newest steps of the stage under way. */
  private hacked: { readonly share: number; readonly reward: number }[] = [];
  private stage: Metrics[string] | undefined;

  /** What the step's metrics give reason to say, in words. */
  warnings(metrics: Metrics): string[] {
    const { step, stage, cutShare } = metrics;
    const at = `step ${step} (${stage})`;
    const cut =
      Number(cutShare) > 0
        ? this.once(
            "cut-demonstrations",
            `${at}: ${(100 * Number(cutShare)).toFixed(1)} % of its demonstrations are longer than the model's context ` +
              "and were cut; a longer context, or shorter ones, would show their ends too",
          )
        : [];
    return [
      ...this.disagreement(at, Number(metrics.samplerTrainerDifference)),
      ...cut,
      ...this.unsolvedButPaid(metrics),
    ];
  }

  /** What there is to say of how far sampler and trainer are apart. */
  private disagreement(at: string, difference: number): string[] {
    if (!(difference > PROMISED_DIFFERENCE)) return [];
    const found = `${at}: the sampler's log-probabilities differ from the trainer's by up to ${difference.toPrecision(2)}`;
    if (difference > STALE_DIFFERENCE) {
      // After this nothing smaller is put down to rounding.
      this.told.add("rounding");
      return this.once(
        "stale-sampler",
        `${found}, far above rounding: answers are not drawn from the weights that learn`,
      );
    }
    return this.once(
      "rounding",
      `${found}; less than 1e-4 is promised. Both round to single precision in orders of their own, and that adds up where ` +
        "weights and logits are very large, as after too high a learning rate, in deep models and in long answers. A " +
        "difference that goes on to grow is no rounding",
    );
  }

  /** What there is to say of rewards that are earned without solving. */
  private unsolvedButPaid(metrics: Metrics): string[] {
    const { step, stage, hackedShare, hackedReward, reward } = metrics;
    if (typeof hackedShare !== "number") return [];
    const before = stage === this.stage ? this.hacked.slice(1 - LEAST_STEPS) : [];
    this.hacked = [...before, { share: hackedShare, reward: Number(hackedReward) }];
    this.stage = stage;
    const mean = (of: "share" | "reward") =>
      this.hacked.reduce((sum, hacked) => sum + hacked[of], 0) / this.hacked.length;
    const share = mean("share");
    const plain = share > HACKED_SHARE && mean("reward") > HACKED_REWARD;
    if (!(this.hacked.length === LEAST_STEPS && plain && Number(reward) > 0)) return [];
    return this.once(
      "hacked-reward",
      `step ${step} (${stage}): ${(100 * share).toFixed(0)} % of the episodes with a positive reward in the last ${LEAST_STEPS} ` +
        `steps are not solved${paidParts(metrics)}: the reward can be earned without solving, and what is paid is what is ` +
        "learnt. A part that is paid for the form or for some of the way does so on purpose; it should be small beside what " +
        "solving pays. `selfplay doctor RUN` says more",
    );
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

/** Which parts of the reward are paid in the mean, the largest first, where there are several. */
function paidParts(metrics: Metrics): string {
  const parts = Object.entries(metrics)
    .filter(([name, value]) => name.startsWith("reward.") && Number(value) > 0)
    .sort(([, a], [, b]) => Number(b) - Number(a))
    .map(([name, value]) => `${name.slice("reward.".length)} ${Number(value).toFixed(2)}`);
  return parts.length < 2 ? "" : ` (paid: ${parts.join(", ")})`;
}
