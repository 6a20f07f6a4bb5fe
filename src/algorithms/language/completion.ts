import type { Clock } from "../clock.js";
import type { LanguageProgress } from "./progress.js";
import type { Stage } from "./stage.js";

/** Steps whose seconds the pace is told by: so many at least, and the newest of so many at most. */
const [LEAST, MOST] = [3, 30];

/** How much of a training is done, and how long the rest will take. */
export class Completion {
  /** Seconds of the newest steps of this sitting in the stage that the last of them belongs to. */
  private seconds: number[] = [];
  private stage: number | undefined;
  /** Seconds for each unit of a step's cost; undefined until there are steps enough to tell. */
  private pace: number | undefined;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly progress: LanguageProgress,
    private readonly clock: Clock,
  ) {}

  /** Notes how long a step of the stage under way took. */
  stepped(seconds: number): void {
    const { stage } = this.progress;
    this.seconds = this.stage === stage ? [...this.seconds.slice(1 - MOST), seconds] : [seconds];
    this.stage = stage;
    if (this.seconds.length < LEAST) return;
    this.pace = median(this.seconds) / this.stages[stage].cost;
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

  /**
   * Minutes that the steps left will take, by the pace of the newest ones in this sitting, or that the budget has;
   * infinite while neither is known. Measurements come on top.
   */
  get minutesLeft(): number {
    return this.minutesLeftWith(0);
  }

  /** The same with so many minutes on top; below 0 for a part of the next step that is done. */
  minutesLeftWith(more: number): number {
    const byPace =
      this.pace === undefined
        ? Number.POSITIVE_INFINITY
        : Math.max(0, (this.costLeft * this.pace) / 60 + more);
    return Math.min(byPace, this.clock.minutesLeft);
  }

  /** What the steps left cost, those beyond the budget not counted. */
  private get costLeft(): number {
    const { stages, progress, clock } = this;
    let steps = clock.stepsLeft(progress.step);
    let cost = 0;
    for (const [i, stage] of stages.entries()) {
      if (i < progress.stage || steps === 0) continue;
      const made = i === progress.stage ? progress.stageStep : 0;
      const left = Math.min(steps, stage.steps - made);
      cost += left * stage.cost;
      steps = Number.isFinite(steps) ? steps - left : steps;
    }
    return cost;
  }
}

/** What half of them are below: programs that a stage's first steps compile do not count. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
