import { lowerBound, type Series } from "./series.js";

/** Curves over one common axis, as uPlot wants them: the axis, then for each series its values; null is a gap. */
export interface Drawn {
  readonly x: number[];
  /** `[series][x]` */
  readonly y: (number | null | undefined)[][];
  /** `[series][x]`: bounds of the intervals; null for a series without. */
  readonly low: ((number | null | undefined)[] | null)[];
  readonly high: ((number | null | undefined)[] | null)[];
}

/**
 * What has to be drawn of curves between two places on an axis that is `pixels` wide. Where there are few points, they
 * are all kept. Where there are many, each column of pixels keeps its least and its greatest value, in the order in
 * which they come, so that the picture is the same as with all points.
 */
export function decimate(
  series: readonly Series[],
  [from, to]: readonly [number, number],
  pixels: number,
): Drawn {
  const windows = series.map(({ x }) => {
    // One more point on either side, so that the line goes on to the edge.
    const first = Math.max(0, lowerBound(x, from) - 1);
    let last = lowerBound(x, to);
    while (last < x.length - 1 && x[last] <= to) last++;
    return [first, Math.min(x.length, last + 1)] as const;
  });
  const points = Math.max(0, ...windows.map(([first, end]) => end - first));
  const columns = Math.max(1, Math.floor(pixels));
  return points <= 2 * columns ? exact(series, windows) : columnwise(series, windows, [from, to], columns);
}

function exact(series: readonly Series[], windows: readonly (readonly [number, number])[]): Drawn {
  const places = new Set<number>();
  series.forEach(({ x }, s) => {
    for (let i = windows[s][0]; i < windows[s][1]; i++) places.add(x[i]);
  });
  const x = [...places].sort((a, b) => a - b);
  const index = new Map(x.map((place, i) => [place, i]));
  // `undefined`: not a point of this series, the line goes on over it.
  const spread = (own: Series, s: number, values: Float64Array | undefined) => {
    if (values === undefined) return null;
    const row = new Array<number | undefined>(x.length).fill(undefined);
    for (let i = windows[s][0]; i < windows[s][1]; i++) row[index.get(own.x[i])!] = values[i];
    return row;
  };
  return {
    x,
    y: series.map((own, s) => spread(own, s, own.y)!),
    low: series.map((own, s) => spread(own, s, own.low)),
    high: series.map((own, s) => spread(own, s, own.high)),
  };
}

function columnwise(
  series: readonly Series[],
  windows: readonly (readonly [number, number])[],
  [from, to]: readonly [number, number],
  columns: number,
): Drawn {
  const width = (to - from) / columns;
  const x = Array.from({ length: 2 * columns }, (_, i) => from + (i / 2 + 0.25) * width);
  const y = series.map((own, s) => extremes(own.x, own.y, windows[s], from, width, columns));
  const bound = (own: Series, s: number, values: Float64Array | undefined) =>
    values === undefined ? null : extremes(own.x, values, windows[s], from, width, columns);
  return {
    x,
    y,
    low: series.map((own, s) => bound(own, s, own.low)),
    high: series.map((own, s) => bound(own, s, own.high)),
  };
}

/** `[2 · columns]`: two values of each column, undefined where it has no point. */
function extremes(
  x: Float64Array,
  y: Float64Array,
  [first, end]: readonly [number, number],
  from: number,
  width: number,
  columns: number,
): (number | undefined)[] {
  const kept = new Array<number | undefined>(2 * columns).fill(undefined);
  let i = first;
  for (let column = 0; column < columns && i < end; column++) {
    const border = column === columns - 1 ? Number.POSITIVE_INFINITY : from + (column + 1) * width;
    if (x[i] >= border) continue;
    let [low, high] = [i, i];
    for (i++; i < end && x[i] < border; i++) {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    kept[2 * column] = y[Math.min(low, high)];
    kept[2 * column + 1] = y[Math.max(low, high)];
  }
  return kept;
}
