/** How a learning rate runs over the steps of a stage. */
export const SCHEDULES = ["constant", "linear", "cosine"] as const;
export type Schedule = (typeof SCHEDULES)[number];

/**
 * The learning rate of a step: a linear rise over `warmup` steps, then `schedule` down to nothing at the last step.
 *
 * @param steps of the whole stage; with Infinity the rate stays
 */
export function learningRateAt(step: number, { highest, warmup, schedule, steps }: ScheduleOptions): number {
  const rise = warmup > 0 ? Math.min(1, (step + 1) / warmup) : 1;
  if (schedule === "constant" || steps === Number.POSITIVE_INFINITY) return highest * rise;
  const share = Math.min(1, step / steps);
  return highest * rise * (schedule === "linear" ? 1 - share : 0.5 * (1 + Math.cos(Math.PI * share)));
}

/** What {@link learningRateAt} goes by. */
export interface ScheduleOptions {
  readonly highest: number;
  readonly warmup: number;
  readonly schedule: Schedule;
  readonly steps: number;
}
