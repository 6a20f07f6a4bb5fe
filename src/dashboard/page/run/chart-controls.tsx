import type { Axis } from "../../metrics/curve.js";
import { AXIS_WORDS } from "../metrics/axis-words.js";

interface ChartControlsProps {
  readonly axis: Axis;
  readonly smoothing: number;
  onAxis(axis: Axis): void;
  onSmoothing(weight: number): void;
}

/** What holds for all charts: the horizontal axis, and how much they are smoothed. */
export function ChartControls({ axis, smoothing, onAxis, onSmoothing }: ChartControlsProps) {
  return (
    <div class="controls">
      <label>
        By{" "}
        <select value={axis} onChange={(event) => onAxis(event.currentTarget.value as Axis)}>
          <option value="step">{AXIS_WORDS.step}</option>
          <option value="minutes">{AXIS_WORDS.minutes}</option>
          <option value="samples">{AXIS_WORDS.samples}</option>
        </select>
      </label>
      <label>
        Smoothing{" "}
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={smoothing}
          onInput={(event) => onSmoothing(Number(event.currentTarget.value))}
        />{" "}
        <output>{smoothing.toFixed(2)}</output>
      </label>
      <p class="muted small controls-help">
        Drag over a chart to zoom, double-click to see all. With the keyboard: + − 0 and the arrow keys.
      </p>
    </div>
  );
}
