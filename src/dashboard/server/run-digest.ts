import { headlineOf, type Measurement, measurementOf } from "../../inspection/run-info.js";
import type { MatchRecord } from "../../league/rating.js";
import type { RunSummary } from "../api.js";
import { type Line, linesOf, type NewLines } from "./growing-file.js";
import { LineFollower } from "./line-follower.js";
import { metricsLine } from "./metrics-line.js";
import { exceptPlain } from "./plain-lines.js";

/** Values of a trend. */
const TREND = 100;

/** What the list of runs says of a run's metrics. */
export type Progress = Pick<RunSummary, "step" | "minutes" | "headline" | "trend">;

/** What is kept of a run's metrics: not the curves. */
export class RunDigest extends LineFollower {
  evaluations: Measurement[] = [];
  matches: MatchRecord[] = [];
  private at: Pick<RunSummary, "step" | "minutes"> = {};
  private finished = false;

  /** What is wrong with a line, if something is. */
  get error(): Error | undefined {
    return this.damage;
  }

  /** Whether the run came to the end of its budget. */
  get hasFinished(): boolean {
    return this.finished;
  }

  get progress(): Progress {
    const headline = headlineOf(this.evaluations);
    const values = this.evaluations
      .filter(({ label }) => label === headline?.label)
      .map(({ value }) => value);
    return { ...this.at, headline, trend: thinned(values, TREND) };
  }

  /** Of rounds and steps only the last one before something else matters, so that long runs are listed soon. */
  protected override takeAll({ bytes, start }: NewLines): void {
    for (const piece of exceptPlain(bytes, start)) for (const line of linesOf(piece)) this.takeSafely(line);
  }

  protected take({ text, start }: Line): void {
    const record = metricsLine(this.path, text, start);
    const { type, step, minutes, reason, when } = record;
    if (typeof step === "number") this.at = { ...this.at, step };
    if (typeof minutes === "number") this.at = { ...this.at, minutes };
    if (type === "evaluation") this.evaluations.push(measurementOf(record));
    if (type === "match") this.matches.push(record as unknown as MatchRecord);
    if (type === "end") this.finished = reason === "budget";
    // Runs made before there was an `end`: of a game the last measurement, of the last step, is the end.
    else if (type === "evaluation")
      this.finished = when === "end" || (when === undefined && this.isLast(step));
    else if (type !== "match") {
      this.finished = false;
      this.lastStep = Number(step);
    }
  }

  protected forget(): void {
    this.evaluations = [];
    this.matches = [];
    this.at = {};
    this.finished = false;
    this.lastStep = Number.NaN;
  }

  /** Step of the last round, or of the last step of a language model. */
  private lastStep = Number.NaN;

  private isLast(step: unknown): boolean {
    return step === this.lastStep && this.lastStep > 0;
  }
}

/** At most so many values, evenly chosen, the last one among them. */
function thinned(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round(((i + 1) * values.length) / most) - 1]);
}
