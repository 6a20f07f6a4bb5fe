import { shownNumber } from "../parts/numbers.js";
import type { Series } from "./series.js";

/** A chart in words, for those who do not see it. */
export function summary(series: readonly Series[], axis: string): string {
  const sentences = series.map((one) => sentence(one, axis));
  return sentences.length === 0 ? "No numbers yet." : sentences.join(" ");
}

function sentence({ label, x, y }: Series, axis: string): string {
  if (y.length === 0) return `${label}: no numbers yet.`;
  const last = y.length - 1;
  let [low, high] = [0, 0];
  for (let i = 1; i <= last; i++) {
    if (y[i] < y[low]) low = i;
    if (y[i] > y[high]) high = i;
  }
  const at = (i: number) => `${shownNumber(y[i])} at ${axis} ${shownNumber(x[i])}`;
  if (last === 0) return `${label}: ${at(0)}.`;
  return `${label}: from ${at(0)} to ${at(last)}; lowest ${at(low)}, highest ${at(high)}.`;
}
