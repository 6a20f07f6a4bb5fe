import type { Series } from "../charts/series.js";
import type { RunFeed } from "../data/run-feed.js";
import type { Axis } from "../metrics/curve.js";
import type { MetricName } from "../metrics/metric-store.js";
import { meanCurve } from "./mean-curve.js";
import type { SeedGroup } from "./seed-groups.js";

/** A metric of each group of runs: of one run its curve, of several seeds their mean and its interval. */
export function compareSeries(
  groups: readonly SeedGroup[],
  feeds: readonly RunFeed[],
  metric: MetricName,
  axis: Axis,
): Series[] {
  return groups.flatMap(({ label, runs }, colour) => {
    const curves = feeds
      .filter(({ run }) => runs.includes(run))
      .map((feed) => feed.metrics.curve(metric, axis));
    const mean = meanCurve(curves);
    if (mean === undefined || mean.x.length === 0) return [];
    return [{ ...mean, label, colour }];
  });
}
