/** Something that is wrong, or worth knowing, about a run. */
export interface Finding {
  /** Short and stable, for programs. */
  readonly name: string;
  /** `problem`: it does not learn as it should; `warning`: it may learn better or faster. */
  readonly severity: "problem" | "warning";
  /** What is wrong. */
  readonly message: string;
  /** The numbers that say so. */
  readonly evidence: string;
  /** What to try. */
  readonly advice: string;
}

/** A round of self-play and learning, as a line of the run's metrics. */
export type Round = Readonly<Record<string, unknown>>;

/** The mean of a number over the rounds that have it; NaN when none has. */
export function mean(rounds: readonly Round[], name: string): number {
  const values = rounds.map((round) => round[name]).filter((value) => typeof value === "number");
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A share as text: `12 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
