import type { Clock } from "../clock.js";
import type { LanguageProgress } from "./progress.js";
import type { Stage } from "./stage.js";

/** How much of a training is done, and how long the rest will take. */
export class Completion {
  private readonly atStart: number;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly progress: LanguageProgress,
    private readonly clock: Clock,
  ) {
    this.atStart = this.share;
  }

  /** Share that is done, 0 … 1: of the stages, each by what its steps cost, or of the budget. */
  get share(): number {
    const { stages, progress, clock } = this;
    const all = stages.map(({ steps, cost }) => steps * cost);
    const total = all.reduce((a, b) => a + b, 0);
    const done = all.slice(0, progress.stage).reduce((a, b) => a + b, 0);
    const current = progress.stageStep * (stages[progress.stage]?.cost ?? 0);
    const byStages = Number.isFinite(total) && total > 0 ? (done + current) / total : 0;
    return Math.max(byStages, clock.share(progress.step));
  }

  /** Minutes, by the pace of this sitting; infinite before its first step. */
  get minutesLeft(): number {
    const sitting = this.share - this.atStart;
    return sitting > 0 ? (this.clock.sitting / sitting) * (1 - this.share) : Number.POSITIVE_INFINITY;
  }
}
