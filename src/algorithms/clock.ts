import type { Budget } from "./algorithm.js";

/** Measures a run's time, earlier sittings included, and how much of its budget is used. */
export class Clock {
  private readonly started = performance.now();

  constructor(
    private readonly budget: Budget,
    private readonly earlierMinutes: number,
  ) {}

  /** Minutes trained so far. */
  get minutes(): number {
    return this.earlierMinutes + (performance.now() - this.started) / 60_000;
  }

  /** Minutes trained in this sitting. */
  private get sitting(): number {
    return this.minutes - this.earlierMinutes;
  }

  /** Share of the budget used after `step` learner's steps, 0 … 1. */
  share(step: number): number {
    return Math.min(
      1,
      "steps" in this.budget ? step / this.budget.steps : this.minutes / this.budget.minutes,
    );
  }

  /** Minutes that are left of the budget; Infinity where it is in steps. */
  get minutesLeft(): number {
    return "minutes" in this.budget
      ? Math.max(0, this.budget.minutes - this.minutes)
      : Number.POSITIVE_INFINITY;
  }

  /** Steps that are left of the budget; Infinity where it is in minutes. */
  stepsLeft(step: number): number {
    return "steps" in this.budget ? Math.max(0, this.budget.steps - step) : Number.POSITIVE_INFINITY;
  }

  /** Minutes left, estimated from the pace where the budget is in steps. */
  left(step: number, firstStep: number): number {
    if ("minutes" in this.budget) return this.minutesLeft;
    const done = step - firstStep;
    return done > 0 ? (this.sitting / done) * this.stepsLeft(step) : Number.POSITIVE_INFINITY;
  }
}
