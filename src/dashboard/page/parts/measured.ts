import { strength } from "../../../cli/format.js";
import type { Measurement } from "../../../inspection/run-info.js";

/** A measurement's value: a share as a percentage, a rating as a whole number. */
export function measuredValue({ label, value }: Measurement): string {
  return strength(label, value);
}

/** Its 95 % interval; empty where it has none. */
export function measuredInterval({ label, interval }: Measurement): string {
  return interval === undefined ? "" : `${strength(label, interval[0])} to ${strength(label, interval[1])}`;
}
