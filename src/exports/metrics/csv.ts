import type { MetricsRecord } from "../../run/index.js";
import { flattened } from "./scalars.js";

/**
 * Metrics as a table (RFC 4180): a row for each line, a column for each name that some line has, `type` first; cells of names
 * that a line lacks are empty.
 */
export function csvOf(metrics: readonly MetricsRecord[]): { readonly text: string; readonly values: number } {
  const rows = metrics.map(flattened);
  const columns = [...new Set(["type", ...rows.flatMap((row) => Object.keys(row))])];
  const lines = [columns.map(cell), ...rows.map((row) => columns.map((name) => cell(row[name])))];
  return {
    text: lines.map((cells) => `${cells.join(",")}\r\n`).join(""),
    values: rows.reduce((sum, row) => sum + Object.keys(row).length, 0),
  };
}

function cell(value: unknown): string {
  const text = value === undefined || value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
