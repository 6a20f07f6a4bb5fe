import type { Curve } from "../../metrics/curve.js";
import { lowerBound } from "../charts/series.js";
import { studentT } from "./student-t.js";

const PLACES = 400;

/**
 * The mean of curves and its 95 % confidence interval by Student's t, over the part of the axis that all of them
 * cover; between its points a curve is a straight line. With one curve, that curve.
 *
 * @returns undefined where there is no such part
 */
export function meanCurve(curves: readonly Curve[]): Curve | undefined {
  const full = curves.filter(({ x }) => x.length > 0);
  if (full.length < 2) return full[0];
  const low = Math.max(...full.map(({ x }) => x[0]));
  const high = Math.min(...full.map(({ x }) => x[x.length - 1]));
  if (high < low) return undefined;
  const places = high === low ? 1 : Math.min(PLACES, Math.max(...full.map(({ x }) => x.length)));
  const x = Float64Array.from({ length: places }, (_, i) =>
    places === 1 ? low : low + (i / (places - 1)) * (high - low),
  );
  const rows = full.map((curve) => x.map((place) => valueAt(curve, place)));
  const y = x.map((_, i) => mean(rows.map((row) => row[i])));
  const half = x.map((_, i) => {
    const variance = rows.reduce((sum, row) => sum + (row[i] - y[i]) ** 2, 0) / (rows.length - 1);
    return studentT(rows.length - 1) * Math.sqrt(variance / rows.length);
  });
  return { x, y, low: y.map((value, i) => value - half[i]), high: y.map((value, i) => value + half[i]) };
}

function valueAt({ x, y }: Curve, place: number): number {
  const after = Math.min(x.length - 1, lowerBound(x, place));
  if (after === 0 || x[after] === place || x[after] === x[after - 1]) return y[after];
  const share = (place - x[after - 1]) / (x[after] - x[after - 1]);
  return y[after - 1] + Math.min(1, share) * (y[after] - y[after - 1]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
