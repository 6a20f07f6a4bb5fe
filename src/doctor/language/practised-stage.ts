import { LEAST_STEPS } from "../../algorithms/language/watch.js";
import { mean, type Round } from "../finding.js";

/** The steps of one stage of training a language model, oldest first. */
export interface StageSteps {
  readonly name: string;
  /** The `step` lines of `metrics.jsonl` that belong to it. */
  readonly steps: readonly Round[];
}

/** The stages of a run in the order in which they were trained. */
export function stagesOf(metrics: readonly Round[]): StageSteps[] {
  const stages = new Map<string, Round[]>();
  for (const line of metrics) {
    if (line.type !== "step") continue;
    const name = String(line.stage);
    const steps = stages.get(name) ?? [];
    stages.set(name, steps);
    steps.push(line);
  }
  return [...stages].map(([name, steps]) => ({ name, steps }));
}

/** Steps in which a policy practised, looked at from both ends. */
export class PractisedStage {
  private readonly first: readonly Round[];
  private readonly last: readonly Round[];

  private constructor(private readonly stage: StageSteps) {
    const { steps } = stage;
    this.first = steps.slice(0, Math.ceil(steps.length / 6));
    this.last = lastThird(steps);
  }

  /** @returns undefined for a stage without practice, and for one whose steps are too few for a beginning and an end */
  static of(stage: StageSteps): PractisedStage | undefined {
    const practises = stage.steps.some(({ reward }) => typeof reward === "number");
    return practises && stage.steps.length >= LEAST_STEPS ? new PractisedStage(stage) : undefined;
  }

  get name(): string {
    return this.stage.name;
  }

  get steps(): readonly Round[] {
    return this.stage.steps;
  }

  /** Mean of a number over the first sixth of the steps; NaN where none has it. */
  early(metric: string): number {
    return mean(this.first, metric);
  }

  /** Mean over the last third. */
  late(metric: string): number {
    return mean(this.last, metric);
  }

  /** How much the last third is above the first sixth. */
  gain(metric: string): number {
    return this.late(metric) - this.early(metric);
  }

  /** The largest mean over a sixth of the steps, wherever it stands. */
  best(metric: string): number {
    const size = Math.ceil(this.steps.length / 6);
    const means = this.steps.map((_, i) => mean(this.steps.slice(i, i + size), metric));
    return Math.max(...means.slice(0, this.steps.length - size + 1).filter(Number.isFinite));
  }
}

/** The steps that tell how a stage is now. */
export function lastThird(steps: readonly Round[]): readonly Round[] {
  return steps.slice(-Math.ceil(steps.length / 3));
}
