import type { Axis } from "../../metrics/curve.js";
import { AXIS_WORDS } from "../metrics/axis-words.js";

interface ChartControlsProps {
  readonly axis: Axis;
  readonly smoothing: number;
  /** Whether what it cost is known; of runs that were made before it was counted it is not. */
  readonly hasCost: boolean;
  onAxis(axis: Axis): void;
  onSmoothing(weight: number): void;
}

/** What holds for all charts: the horizontal axis, and how much they are smoothed. */
export function ChartControls({ axis, smoothing, hasCost, onAxis, onSmoothing }: ChartControlsProps) {
  return (
    <div class="controls">
      <label>
        By{" "}
        <select value={axis} onChange={(event) => onAxis(event.currentTarget.value as Axis)}>
          <option value="step">{AXIS_WORDS.step}</option>
          <option value="minutes">{AXIS_WORDS.minutes}</option>
          <option value="samples">{AXIS_WORDS.samples}</option>
          {hasCost && <option value="processorSeconds">{AXIS_WORDS.processorSeconds}</option>}
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
