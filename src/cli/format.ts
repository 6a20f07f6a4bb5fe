const BARS = "▁▂▃▄▅▆▇█";

/** A length of time given in minutes: `45 s`, `9 min 05 s`, `2 h 03 min`. */
export function duration(minutes: number): string {
  const seconds = Math.max(0, Math.round(minutes * 60));
  if (seconds < 60) return `${seconds} s`;
  const pad = (value: number) => String(value).padStart(2, "0");
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const wholeMinutes = Math.round(seconds / 60);
  return `${Math.floor(wholeMinutes / 60)} h ${pad(wholeMinutes % 60)} min`;
}

/** A count in at most five characters: `950`, `12.3k`, `4.56M`. */
export function count(value: number): string {
  for (const [unit, letter] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    if (Math.abs(value) < 0.9995 * unit) continue;
    const scaled = value / unit;
    return `${scaled.toFixed(Math.abs(scaled) < 9.995 ? 2 : Math.abs(scaled) < 99.95 ? 1 : 0)}${letter}`;
  }
  return String(Math.round(value));
}

/** A share as a percentage: `97.2 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A measure of strength: shares as percentages, everything else (Elo) as whole numbers. */
export function strength(label: string, value: number): string {
  return /\belo\b/i.test(label) || Math.abs(value) > 1 ? String(Math.round(value)) : percent(value);
}

/**
 * Values as a row of bars, the lowest and the highest value setting the scale; of too many values the last of each
 * group is shown.
 */
export function sparkline(values: readonly number[], width = 24): string {
  const finite = values.filter(Number.isFinite);
  const columns = Math.min(width, finite.length);
  const shown = Array.from(
    { length: columns },
    (_, i) => finite[Math.ceil(((i + 1) * finite.length) / columns) - 1],
  );
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low;
  return shown
    .map((value) => BARS[span === 0 ? 3 : Math.round(((value - low) / span) * (BARS.length - 1))])
    .join("");
}

/** A share as a bar: `bar(0.5, 8)` is `████░░░░`. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** Rows of text in columns; numbers stand to the right. The first row is the heading. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, String(cell).length)),
    [],
  );
  const numeric = widths.map((_, i) =>
    rows.slice(1).every((row) => /^[−+\-\d.,% ±–…]*$/.test(String(row[i]))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => (numeric[i] ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
