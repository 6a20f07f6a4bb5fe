import { useMemo } from "preact/hooks";
import type { Axis } from "../../metrics/curve.js";
import type { MetricName, MetricStore } from "../../metrics/metric-store.js";
import { Chart } from "../charts/chart.js";
import { AXIS_WORDS } from "../metrics/axis-words.js";
import { labelOf, type MetricGroup, spokenName } from "../metrics/groups.js";

interface MetricChartProps {
  readonly group: MetricGroup;
  readonly store: MetricStore;
  readonly version: number;
  readonly axis: Axis;
  readonly smoothing: number;
}

/** Metrics of a run on one chart. */
export function MetricChart({ group, store, version, axis, smoothing }: MetricChartProps) {
  const wanted = group.metrics.map(({ source, name }) => `${source}/${name}`).join("\n");
  // `wanted` stands for the group, `version` for the store
  const series = useMemo(
    () =>
      group.metrics.map((metric, colour) => ({
        ...store.curve(metric, axis),
        label: seriesLabel(metric),
        colour,
      })),
    [wanted, store, version, axis],
  );
  return <Chart title={group.title} axis={AXIS_WORDS[axis]} series={series} smoothing={smoothing} />;
}

function seriesLabel({ source, name }: MetricName): string {
  if (name !== "value") return spokenName(name);
  return labelOf(source) === "Elo" ? "Elo" : "measured, with 95 % interval";
}
