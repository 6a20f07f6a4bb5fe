import { useState } from "preact/hooks";
import type { Axis } from "../../metrics/curve.js";
import type { MetricName, MetricStore } from "../../metrics/metric-store.js";
import { fullName } from "../metrics/groups.js";
import { MetricChart } from "./metric-chart.js";

interface OtherMetricsProps {
  readonly metrics: readonly MetricName[];
  readonly store: MetricStore;
  readonly version: number;
  readonly axis: Axis;
  readonly smoothing: number;
}

/** The numbers that no other chart shows, drawn when somebody wants them. */
export function OtherMetrics({ metrics, ...rest }: OtherMetricsProps) {
  const [open, setOpen] = useState(false);
  if (metrics.length === 0) return null;
  return (
    <details class="section" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="section-title">
        {metrics.length} other {metrics.length === 1 ? "number" : "numbers"}
      </summary>
      {open && (
        <div class="chart-grid">
          {metrics.map((metric) => (
            <MetricChart
              key={fullName(metric)}
              group={{ title: fullName(metric), metrics: [metric] }}
              {...rest}
            />
          ))}
        </div>
      )}
    </details>
  );
}
