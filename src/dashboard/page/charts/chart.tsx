import { useSignal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { focusable } from "../parts/focusable.js";
import { ChartLegend } from "./chart-legend.js";
import { ChartMenu } from "./chart-menu.js";
import { ChartTable } from "./chart-table.js";
import { extent, type Series } from "./series.js";
import { smooth } from "./smooth.js";
import { summary } from "./summary.js";
import { usePlot } from "./use-plot.js";
import { viewAfterKey } from "./view-keys.js";

export interface ChartProps {
  readonly title: string;
  /** What the horizontal axis counts. */
  readonly axis: string;
  /** The same array as long as nothing changes. */
  readonly series: readonly Series[];
  /** Weight of the exponential moving average; 0: none. */
  readonly smoothing?: number;
}

/**
 * Curves, with everything one does to them: zoom (drag, keys, pinch), read values, a logarithmic axis, a table, and
 * files. Beside the picture stands its content in words.
 */
export function Chart({ title, axis, series, smoothing = 0 }: ChartProps) {
  const hover = useSignal<number | null>(null);
  const [logarithmic, setLogarithmic] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const drawn = useMemo(() => withSmoothing(series, smoothing), [series, smoothing]);
  const { host, plot, view, setView } = usePlot(drawn, logarithmic, (place) => {
    hover.value = place;
  });
  const main = useMemo(() => drawn.filter(({ faint }) => !faint), [drawn]);
  const words = useMemo(() => summary(main, axis), [main, axis]);

  const press = (event: KeyboardEvent) => {
    // Keys in its menu and its table are theirs.
    if (!plot.current || event.target !== event.currentTarget) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = viewAfterKey(event.key, plot.current.range, extent(drawn));
    if (next === undefined) return;
    event.preventDefault();
    setView(next);
  };

  return (
    <section class="chart card" aria-label={title} ref={focusable} onKeyDown={press}>
      <div class="chart-head">
        <h2>{title}</h2>
        {view !== null && (
          <button type="button" class="quiet" onClick={() => setView(null)}>
            Show all
          </button>
        )}
        <ChartMenu
          {...{ title, axis, series, plot, logarithmic, asTable, main }}
          onLogarithmic={() => setLogarithmic(!logarithmic)}
          onTable={() => setAsTable(!asTable)}
        />
      </div>
      <ChartLegend series={main} axis={axis} hover={hover} />
      <div ref={host} class="chart-plot" role="img" aria-label={`${title}. ${words}`} />
      {asTable && <ChartTable series={main} axis={axis} title={title} />}
    </section>
  );
}

function withSmoothing(series: readonly Series[], weight: number): readonly Series[] {
  if (weight === 0) return series;
  return [
    ...series.map((own) => ({ ...plain(own), faint: true })),
    ...series.filter(({ faint }) => !faint).map((own) => ({ ...plain(own), y: smooth(own.y, weight) })),
  ];
}

/** Without its interval, which is one of the values as they were measured. */
function plain({ label, colour, x, y }: Series): Series {
  return { label, colour, x, y };
}
