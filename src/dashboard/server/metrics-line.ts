import { RunError } from "../../errors.js";
import type { MetricsLine } from "../api.js";

/** Reads a line of a run's metrics. @throws RunError `RUN_DAMAGED` naming the place */
export function metricsLine(path: string, text: string, start: number): MetricsLine {
  const where = `${path}: the line at byte ${start}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RunError("RUN_DAMAGED", `${where} is not valid JSON`, { cause });
  }
  if (isMetricsLine(value)) return value;
  throw new RunError("RUN_DAMAGED", `${where} is no line of a run's metrics`);
}

export function isMetricsLine(value: unknown): value is MetricsLine {
  return typeof value === "object" && value !== null && typeof (value as MetricsLine).type === "string";
}
