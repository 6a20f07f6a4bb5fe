import type { View } from "./series.js";

/** Moves a range by a part of its width, within `all`. */
export function panned(range: readonly [number, number], part: number, all: readonly [number, number]): View {
  const width = range[1] - range[0];
  const low = Math.min(Math.max(range[0] + part * width, all[0]), all[1] - width);
  return [low, low + width];
}

/** Makes a range `factor` times as wide around a place; null where that is all. */
export function zoomed(
  range: readonly [number, number],
  factor: number,
  all: readonly [number, number],
  around = (range[0] + range[1]) / 2,
): View {
  const low = around - (around - range[0]) * factor;
  const high = around + (range[1] - around) * factor;
  if (low <= all[0] && high >= all[1]) return null;
  return [Math.max(low, all[0]), Math.min(high, all[1])];
}

/** The smallest share of the width that two fingers can be apart. */
const CLOSEST = 0.02;

/**
 * The range in which two places are where the fingers are that hold them.
 *
 * @param before where they were, as shares of the width of `range`
 * @param now where they are
 */
export function pinched(
  range: readonly [number, number],
  before: readonly number[],
  now: readonly number[],
  all: readonly [number, number],
): View {
  const [left, right] = [Math.min(...now), Math.max(...now)];
  const held = (share: number) => range[0] + share * (range[1] - range[0]);
  const place = held(Math.min(...before));
  const apart = Math.max(CLOSEST, Math.max(...before) - Math.min(...before)) * (range[1] - range[0]);
  const width = apart / Math.max(CLOSEST, right - left);
  if (width >= all[1] - all[0]) return null;
  const low = Math.min(Math.max(place - left * width, all[0]), all[1] - width);
  return [low, low + width];
}

/** What a key does to what is in view; undefined where it does nothing. */
export function viewAfterKey(
  key: string,
  range: readonly [number, number],
  all: readonly [number, number],
): View | undefined {
  if (key === "ArrowLeft") return panned(range, -0.2, all);
  if (key === "ArrowRight") return panned(range, 0.2, all);
  if (key === "+" || key === "=") return zoomed(range, 0.5, all);
  if (key === "-") return zoomed(range, 2, all);
  if (key === "0" || key === "Escape") return null;
  return undefined;
}
