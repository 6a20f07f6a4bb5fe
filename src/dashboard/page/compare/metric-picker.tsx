import type { MetricName } from "../../metrics/metric-store.js";
import { fullName } from "../metrics/groups.js";

interface MetricPickerProps {
  readonly metrics: readonly MetricName[];
  readonly metric: MetricName;
  onMetric(name: string): void;
}

/** Chooses which number is compared. */
export function MetricPicker({ metrics, metric, onMetric }: MetricPickerProps) {
  const sources = [...new Set(metrics.map(({ source }) => source))];
  return (
    <label class="metric-picker">
      Metric{" "}
      <select value={fullName(metric)} onChange={(event) => onMetric(event.currentTarget.value)}>
        {sources.map((source) => (
          <optgroup key={source} label={source}>
            {metrics
              .filter((one) => one.source === source)
              .map((one) => (
                <option key={fullName(one)} value={fullName(one)}>
                  {fullName(one)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
