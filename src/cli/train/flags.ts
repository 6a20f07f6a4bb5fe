import type { TrainOptions } from "../../training/train.js";
import { UsageError } from "../usage-error.js";

/** Options of `selfplay train` as commander gives them; settings and options of the scenario are among them. */
export interface TrainFlags extends Readonly<Record<string, unknown>> {
  readonly minutes?: number;
  readonly steps?: number;
  readonly out?: string;
  readonly seed?: number;
  readonly workers?: number;
  readonly device?: NonNullable<TrainOptions["device"]>;
  readonly resume?: true;
  readonly fallback?: true;
  readonly overwrite?: true;
  readonly watch?: true;
}

/** @throws UsageError for flags that exclude one another */
export function checkFlags({ minutes, steps, resume, overwrite, fallback }: TrainFlags): void {
  if (minutes !== undefined && steps !== undefined)
    throw new UsageError("--minutes and --steps: give one of them");
  if (resume && overwrite) throw new UsageError("--resume and --overwrite: give one of them");
  if (fallback && !resume) throw new UsageError("--fallback: goes with --resume");
}

/** Leaves out what was not given. */
export function given(
  options: { readonly [Name in keyof TrainOptions]: TrainOptions[Name] | undefined },
): TrainOptions {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as TrainOptions;
}

/** What the run was begun with is told by the name of the flag that would have changed it. */
export function refuseChange(flag: string, was: unknown, now: unknown): void {
  const [before, after] = [was, now].map((value) => (isObject(value) ? JSON.stringify(value) : value));
  if (after !== before) throw new UsageError(`${flag}: this run has ${before}, found ${after}`);
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;
