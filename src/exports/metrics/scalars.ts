import type { MetricsRecord } from "../../run/index.js";

/** A number of a curve. */
export interface Scalar {
  /** Name of the curve; what is before the first `/` groups curves. */
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: number;
}

/** What a line's place in the run is told by. */
const PLACE = ["type", "step", "minutes", "label"];

/**
 * The numbers in a line of metrics that make curves: those of rounds and steps under their names, measurements under what was
 * measured. Matches have no place in time.
 *
 * @param began when the run did, in seconds since 1970; training time is counted from there
 */
export function scalarsOf(record: MetricsRecord, began: number): Scalar[] {
  const { type, step, minutes, label } = record;
  if (typeof step !== "number" || (type !== "round" && type !== "step" && type !== "evaluation")) return [];
  const wallTime = began + 60 * (typeof minutes === "number" ? minutes : 0);
  const group = type === "evaluation" ? `evaluation/${label}` : type;
  return Object.entries(flattened(record)).flatMap(([name, value]) => {
    if (typeof value !== "number" || PLACE.includes(name)) return [];
    const tag = type === "evaluation" && name === "value" ? group : `${group}/${name}`;
    return [{ tag, step, wallTime, value }];
  });
}

/** Values within values under names with points between: `details.score`, `interval.0`. */
export function flattened(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value !== "object" || value === null) flat[name] = value;
    else {
      const within = flattened(value as Readonly<Record<string, unknown>>);
      for (const [key, each] of Object.entries(within)) flat[`${name}.${key}`] = each;
    }
  }
  return flat;
}
