import type { Signal } from "@preact/signals";
import { shownNumber } from "../parts/numbers.js";
import { COLOURS, nearest, type Series } from "./series.js";

interface LegendProps {
  readonly series: readonly Series[];
  readonly axis: string;
  readonly hover: Signal<number | null>;
}

/** Which curve has which colour, and its value: under the pointer, or the last. */
export function ChartLegend({ series, axis, hover }: LegendProps) {
  const place = hover.value;
  const rows = series.map((own) => {
    const at = place === null ? own.y.length - 1 : nearest(own, place);
    return { own, at, value: at === undefined || at < 0 ? "–" : shownNumber(own.y[at]) };
  });
  const shownAt = rows.find(({ at }) => at !== undefined && at >= 0);
  return (
    <ul class="chart-legend">
      {rows.map(({ own, value }) => (
        <li key={own.label}>
          <span class={`swatch series-${(own.colour % COLOURS) + 1}`} aria-hidden="true" />
          <span class="chart-legend-label">{own.label}</span> <b>{value}</b>
        </li>
      ))}
      {shownAt && (
        <li class="muted">
          {place === null ? "last, at" : "at"} {axis} {shownNumber(shownAt.own.x[shownAt.at!])}
        </li>
      )}
    </ul>
  );
}
