import type { MetricsLine, MetricsPage } from "../api.js";
import type { NewLines } from "./growing-file.js";

/** What is told of new lines. Damaged ones are left out: the run itself is called damaged then. */
export function metricsPage({ lines, next, restarted }: NewLines): MetricsPage {
  return {
    lines: lines.flatMap(({ text }) => asMetrics(text)),
    next: next.bytes,
    ...(restarted && { restarted: true as const }),
  };
}

function asMetrics(text: string): MetricsLine[] {
  try {
    const value = JSON.parse(text) as Partial<MetricsLine> | null;
    return typeof value?.type === "string" ? [value as MetricsLine] : [];
  } catch {
    return [];
  }
}
