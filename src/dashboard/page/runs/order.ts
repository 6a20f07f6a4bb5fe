import type { RunSummary } from "../../api.js";

/** By what runs can be sorted. */
export type RunColumn = "run" | "state" | "scenario" | "updated" | "step" | "minutes" | "headline";

export interface Order {
  readonly column: RunColumn;
  readonly descending: boolean;
}

/** Whether every word stands somewhere in what the list shows of a run. */
export function matches(run: RunSummary, words: string): boolean {
  const { state, scenario, algorithm, kind, headline, seed } = run;
  const text = [run.run, state, scenario, algorithm, kind, headline?.label, `seed ${seed}`]
    .join(" ")
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Runs in an order; those that lack what is sorted by come last. */
export function sorted(runs: readonly RunSummary[], { column, descending }: Order): RunSummary[] {
  const sign = descending ? -1 : 1;
  return [...runs].sort((a, b) => {
    const [x, y] = [keyOf(a, column), keyOf(b, column)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
    return sign * (x < y ? -1 : x > y ? 1 : 0) || a.run.localeCompare(b.run);
  });
}

function keyOf(run: RunSummary, column: RunColumn): string | number | undefined {
  return column === "headline" ? run.headline?.value : run[column];
}
