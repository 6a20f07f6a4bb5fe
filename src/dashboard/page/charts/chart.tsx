import { useSignal } from "@preact/signals";
import { useId, useMemo, useState } from "preact/hooks";
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
  const id = useId();
  const hover = useSignal<number | null>(null);
  const [logarithmic, setLogarithmic] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const drawn = useMemo(() => withSmoothing(series, smoothing), [series, smoothing]);
  const { host, plot, view, setView } = usePlot(drawn, logarithmic, (place) => {
    hover.value = place;
  });
  const main = useMemo(() => drawn.filter(({ faint }) => !faint), [drawn]);
  const words = useMemo(() => summary(series, axis), [series, axis]);

  const press = (event: KeyboardEvent) => {
    if (!plot.current || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = viewAfterKey(event.key, plot.current.range, extent(drawn));
    if (next === undefined) return;
    event.preventDefault();
    setView(next);
  };

  return (
    <figure class="chart card" aria-labelledby={`${id}-title`}>
      <div class="chart-head">
        <h3 id={`${id}-title`}>{title}</h3>
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
      {/* A picture that keys zoom and move. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it answers to keys */}
      <div ref={host} class="chart-plot" role="img" tabIndex={0} aria-label={`${title}. ${words}`} onKeyDown={press} />
      {asTable && <ChartTable series={series} axis={axis} title={title} />}
    </figure>
  );
}

function withSmoothing(series: readonly Series[], weight: number): readonly Series[] {
  if (weight === 0) return series;
  return [
    ...series.map((own) => ({ ...plain(own), faint: true })),
    ...series.map((own) => ({ ...own, y: smooth(own.y, weight) })),
  ];
}

/** Without its interval, which the smoothed curve shows. */
function plain({ label, colour, x, y }: Series): Series {
  return { label, colour, x, y };
}
