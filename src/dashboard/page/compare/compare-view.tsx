import { useMemo, useState } from "preact/hooks";
import type { RunDetail } from "../../api.js";
import type { Axis } from "../../metrics/curve.js";
import type { MetricName } from "../../metrics/metric-store.js";
import { Chart } from "../charts/chart.js";
import { AXIS_WORDS } from "../metrics/axis-words.js";
import { fullName } from "../metrics/groups.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Nothing } from "../parts/nothing.js";
import { ChartControls } from "../run/chart-controls.js";
import { compareSeries } from "./compare-series.js";
import { MetricPicker } from "./metric-picker.js";
import { differences, seedGroups } from "./seed-groups.js";
import { SettingsDiff } from "./settings-diff.js";
import { useFeeds } from "./use-feeds.js";

/** Runs on one chart, and in what they differ. */
export function CompareView({ runs }: { readonly runs: readonly string[] }) {
  const { feeds, ready } = useFeeds(runs);
  const [axis, setAxis] = useState<Axis>("step");
  const [smoothing, setSmoothing] = useState(0);
  const [chosen, setChosen] = useState<string>();
  const version = feeds.reduce((sum, feed) => sum + feed.version.value, 0);
  const details = feeds
    .map(({ detail }) => detail.value)
    .filter((detail): detail is RunDetail => !!detail?.kind);
  const errors = feeds.map(({ error }) => error.value).filter((error) => error !== undefined);
  const same = details.map(({ run }) => run).join("/");
  // a run's settings never change
  const groups = useMemo(() => seedGroups(details), [same]);
  // `version` stands for the metrics
  const metrics = useMemo(() => allMetrics(feeds.map((feed) => feed.metrics.names())), [feeds, version]);
  const metric = metrics.find((one) => fullName(one) === chosen) ?? metrics[0];
  // `version` stands for the metrics
  const series = useMemo(
    () => (metric ? compareSeries(groups, feeds, metric, axis) : []),
    [groups, feeds, metric, axis, version],
  );
  return (
    <>
      <div class="view-head">
        <h1>Compare {runs.length} runs</h1>
      </div>
      {errors.map((error) => (
        <Failure key={error.message} error={error} />
      ))}
      {!ready && metrics.length === 0 && <Loading what="the runs" />}
      {ready && metrics.length === 0 && (
        <Nothing title="These runs have no numbers yet">
          <a href="#/">All runs</a>
        </Nothing>
      )}
      {metric && (
        <>
          <div class="controls">
            <MetricPicker metrics={metrics} metric={metric} onMetric={setChosen} />
          </div>
          <ChartControls
            {...{ axis, smoothing }}
            hasCost={feeds.some((feed) => feed.metrics.has("processorSeconds"))}
            onAxis={setAxis}
            onSmoothing={setSmoothing}
          />
          <div class="chart-large">
            <Chart title={fullName(metric)} axis={AXIS_WORDS[axis]} {...{ series, smoothing }} />
          </div>
          {groups.some((group) => group.runs.length > 1) && (
            <p class="muted small">
              Runs that differ only in their seed are drawn as their mean, as far as all of them have come;
              the band is its 95 % confidence interval by Student’s t over the seeds. Each seed is drawn
              faintly.
            </p>
          )}
          <SettingsDiff groups={groups} differences={differences(groups)} />
        </>
      )}
    </>
  );
}

/** The metrics of all runs, what was measured against something held out first. */
function allMetrics(lists: readonly (readonly MetricName[])[]): MetricName[] {
  const byName = new Map(lists.flat().map((metric) => [fullName(metric), metric]));
  const rank = ({ source, name }: MetricName) =>
    source.startsWith("evaluation: ") && name === "value" ? (source === "evaluation: Elo" ? 1 : 0) : 2;
  return [...byName.values()].sort((a, b) => rank(a) - rank(b));
}
