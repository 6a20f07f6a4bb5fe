import type { RunDetail } from "../../api.js";
import { flattened } from "../parts/flattened.js";

/** Runs that differ in nothing but their seed. */
export interface SeedGroup {
  readonly label: string;
  readonly runs: readonly string[];
  /** What they were made with. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Puts runs of the same scenario, algorithm and settings together, in the order in which they come. */
export function seedGroups(details: readonly RunDetail[]): SeedGroup[] {
  const groups = new Map<string, { runs: string[]; settings: ReadonlyMap<string, string> }>();
  for (const detail of details) {
    const settings = settingsOf(detail);
    const key = JSON.stringify([...settings].sort());
    const group = groups.get(key) ?? { runs: [], settings };
    group.runs.push(detail.run);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ runs, settings }) => ({
    runs,
    settings,
    label: runs.length === 1 ? runs[0] : `${runs.join(", ")} (mean of ${runs.length} seeds)`,
  }));
}

function settingsOf({ info, scenario, algorithm }: RunDetail): Map<string, string> {
  if (!info) return flattened({ scenario, algorithm });
  const { game, task, model, settings } = { ...info.config } as Readonly<Record<string, unknown>>;
  return flattened({ game, task, model, algorithm, settings });
}

/** A setting in which groups differ, and its value in each; undefined where a group has no such setting. */
export interface Difference {
  readonly name: string;
  /** `[groups]` */
  readonly values: readonly (string | undefined)[];
}

/** The settings in which groups differ. */
export function differences(groups: readonly SeedGroup[]): Difference[] {
  const names = new Set(groups.flatMap(({ settings }) => [...settings.keys()]));
  return [...names]
    .map((name) => ({ name, values: groups.map(({ settings }) => settings.get(name)) }))
    .filter(({ values }) => new Set(values).size > 1);
}
