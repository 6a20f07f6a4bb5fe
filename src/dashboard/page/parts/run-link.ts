/** Address of a view of a run. */
export function runLink(run: string, view = ""): string {
  return `/run/${encodeURIComponent(run)}${view && `/${view}`}`;
}

/** Address of the comparison of runs. */
export function compareLink(runs: readonly string[]): string {
  return `/compare/${encodeURIComponent(runs.map(encodeURIComponent).join(","))}`;
}
