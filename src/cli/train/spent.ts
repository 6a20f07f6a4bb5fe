import type { StartedEvent, TrainEvent } from "../../algorithms/algorithm.js";
import { count } from "../format.js";
import type { TrainFlags } from "./flags.js";

/** Both ends of a sitting. */
export interface Sitting {
  readonly started: StartedEvent;
  readonly finished: Extract<TrainEvent, { readonly type: "finished" }>;
}

/**
 * Says why a run that was to be gone on with did not move; undefined where it did.
 *
 * @param flags with the budget, of which there may be none where `planned` is given
 * @param planned steps of all stages
 */
export function nothingLeft(
  { started, finished }: Sitting,
  { minutes, steps }: Pick<TrainFlags, "minutes" | "steps">,
  planned = Number.POSITIVE_INFINITY,
): string | undefined {
  const { step, reason } = finished;
  if (started.resumedFrom === undefined || reason === "stopped" || step !== started.resumedFrom)
    return undefined;
  if (step >= planned) return `Nothing was left to do: all ${count(planned)} steps were made already.`;
  if (steps !== undefined)
    return `Nothing was left to do: ${count(step)} steps were made already, of ${count(steps)}.`;
  const spent = rounded(finished.minutes);
  return `Nothing was left to do: ${spent} minutes were spent already, of ${minutes ?? started.minutes}.`;
}

/** Twice the budget, or where more than that is spent already, twice that. */
export function moreBudget(
  { minutes, steps }: Pick<TrainFlags, "minutes" | "steps">,
  { finished }: Pick<Sitting, "finished">,
): { readonly minutes?: number; readonly steps?: number } {
  const twice = (budget: number, spent: number) => (budget * 2 > spent ? budget * 2 : spent * 2);
  if (steps !== undefined) return { steps: twice(steps, finished.step) };
  return minutes === undefined ? {} : { minutes: rounded(twice(minutes, finished.minutes)) };
}

/** Minutes as one would write them. */
function rounded(minutes: number): number {
  return Number(minutes.toPrecision(3));
}
