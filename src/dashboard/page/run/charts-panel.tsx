import { useMemo, useState } from "preact/hooks";
import type { Axis } from "../../metrics/curve.js";
import type { MetricStore } from "../../metrics/metric-store.js";
import { measurementGroups, trainingGroups } from "../metrics/groups.js";
import { Nothing } from "../parts/nothing.js";
import { ChartControls } from "./chart-controls.js";
import { MetricChart } from "./metric-chart.js";
import { OtherMetrics } from "./other-metrics.js";

interface ChartsPanelProps {
  readonly store: MetricStore;
  readonly version: number;
  readonly training: boolean;
}

/** All numbers of a run as charts: what was measured first, then what it counts while it trains, then the rest. */
export function ChartsPanel({ store, version, training }: ChartsPanelProps) {
  const [axis, setAxis] = useState<Axis>("step");
  const [smoothing, setSmoothing] = useState(0);
  // a newer version has other names
  const names = useMemo(() => store.names(), [store, version]);
  const measured = useMemo(() => measurementGroups(names), [names]);
  const { groups, others } = useMemo(() => trainingGroups(names), [names]);
  if (names.length === 0)
    return (
      <Nothing title="No numbers yet">
        <p>
          {training ? "The first line comes after the first round." : "The run ended before its first round."}
        </p>
      </Nothing>
    );
  return (
    <>
      <ChartControls
        {...{ axis, smoothing }}
        hasCost={store.has("processorSeconds")}
        onAxis={setAxis}
        onSmoothing={setSmoothing}
      />
      {measured.length > 0 && (
        <section class="chart-grid" aria-label="Measured against what is held out">
          {measured.map((group) => (
            <MetricChart key={group.title} {...{ group, store, version, axis }} smoothing={0} />
          ))}
        </section>
      )}
      <section class="chart-grid" aria-label="While it trains">
        {groups.map((group) => (
          <MetricChart key={group.title} {...{ group, store, version, axis, smoothing }} />
        ))}
      </section>
      <OtherMetrics metrics={others} {...{ store, version, axis, smoothing }} />
    </>
  );
}
