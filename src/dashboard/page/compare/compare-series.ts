import type { Axis } from "../../metrics/curve.js";
import type { MetricName } from "../../metrics/metric-store.js";
import type { Series } from "../charts/series.js";
import type { RunFeed } from "../data/run-feed.js";
import { meanCurve } from "./mean-curve.js";
import type { SeedGroup } from "./seed-groups.js";

/**
 * A metric of each group of runs: of one run its curve, of several seeds their mean and its interval, and each
 * of them faintly.
 */
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
    const single = curves.filter(({ x }) => x.length > 0);
    if (single.length === 1) return [{ ...single[0], label, colour }];
    const seeds = single.map(({ x, y }, seed) => ({ x, y, label: `${label} ${seed}`, colour, faint: true }));
    return mean === undefined ? seeds : [...seeds, { ...mean, label, colour }];
  });
}
