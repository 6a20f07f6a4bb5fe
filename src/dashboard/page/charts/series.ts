import type { Curve } from "../../metrics/curve.js";

/** A curve on a chart. */
export interface Series extends Curve {
  readonly label: string;
  /** Number of its colour, from 0; {@link COLOURS} of them, which then come again dashed. */
  readonly colour: number;
  /** Drawn faintly, without a place in the legend: what stands behind a smoothed curve or a mean. */
  readonly faint?: boolean;
}

/** Colours there are for series, as `--series-1` … in the theme. */
export const COLOURS = 8;

/** What a chart shows of its horizontal axis; null: all of it. */
export type View = readonly [number, number] | null;

/** The least and the greatest place of any point; [0, 1] where there is none. */
export function extent(series: readonly Series[]): readonly [number, number] {
  const lows = series.filter(({ x }) => x.length > 0).map(({ x }) => x[0]);
  const highs = series.filter(({ x }) => x.length > 0).map(({ x }) => x[x.length - 1]);
  if (lows.length === 0) return [0, 1];
  const [low, high] = [Math.min(...lows), Math.max(...highs)];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** The first place in sorted `x` that is not below `value`. */
export function lowerBound(x: ArrayLike<number>, value: number): number {
  let [from, to] = [0, x.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (x[middle] < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The point of a curve that is nearest to a place, or undefined where it has none. */
export function nearest({ x }: Series, place: number): number | undefined {
  if (x.length === 0) return undefined;
  const after = Math.min(x.length - 1, lowerBound(x, place));
  return after > 0 && place - x[after - 1] < x[after] - place ? after - 1 : after;
}
