import { mean, type Round } from "../finding.js";
import { lastThird, stagesOf } from "./practised-stage.js";

/** How much of what is paid is unsolved. */
export interface LateHackedShare {
  /** Mean over the steps of the share of episodes with a positive reward that the checker calls unsolved. */
  readonly share: number;
  /** Steps that it is the mean of. */
  readonly steps: number;
}

/**
 * The share of paid episodes that are unsolved, in the last third of practice, however short that was.
 *
 * @param metrics the lines of `metrics.jsonl`, oldest first
 * @returns undefined where nothing was practised
 */
export function lateHackedShare(metrics: readonly Round[]): LateHackedShare | undefined {
  const practised = stagesOf(metrics).findLast(({ steps }) =>
    steps.some(({ hackedShare }) => typeof hackedShare === "number"),
  );
  if (practised === undefined) return undefined;
  const last = lastThird(practised.steps);
  return { share: mean(last, "hackedShare"), steps: last.length };
}
