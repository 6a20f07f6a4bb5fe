import type { Series } from "./series.js";

/** All points of curves as comma-separated values, a line each: series, x, y and the interval where there is one. */
export function toCsv(series: readonly Series[], axis: string): string {
  const intervals = series.some(({ low }) => low !== undefined);
  const lines = [["series", axis, "value", ...(intervals ? ["low", "high"] : [])].map(field).join(",")];
  for (const { label, x, y, low, high } of series)
    for (let i = 0; i < x.length; i++) {
      const bounds = intervals ? [low?.[i] ?? "", high?.[i] ?? ""] : [];
      lines.push([field(label), x[i], y[i], ...bounds].join(","));
    }
  return `${lines.join("\n")}\n`;
}

function field(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
