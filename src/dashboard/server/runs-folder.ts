import { readdir, realpath } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ifExists } from "../../run/disk.js";
import { folderKind } from "../../trained/model-folder.js";
import type { RunSummary } from "../api.js";
import { Problem } from "./problem.js";
import { WatchedRun } from "./watched-run.js";

/** The runs in a directory: those directly below it, and the directory itself where it is one. */
export class RunsFolder {
  private readonly path: string;
  private known = new Map<string, WatchedRun>();

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Newest first; damaged ones last. */
  async list(): Promise<RunSummary[]> {
    const runs = await this.scan();
    const summaries = await Promise.all([...runs.values()].map((run) => run.summary()));
    return summaries.sort(
      (a, b) => (b.created ?? "").localeCompare(a.created ?? "") || a.run.localeCompare(b.run),
    );
  }

  /** A run by its name, which is looked for among the names there are. @throws Problem 404 */
  async run(name: string): Promise<WatchedRun> {
    const run = this.known.get(name) ?? (await this.scan()).get(name);
    if (run && (await isRun(run.path))) return run;
    throw new Problem(404, "RUN_NOT_FOUND", `there is no run ${JSON.stringify(name)}`);
  }

  private async scan(): Promise<ReadonlyMap<string, WatchedRun>> {
    const root = await ifExists(realpath(this.path));
    const found = new Map<string, WatchedRun>();
    if (root === undefined) return found;
    const add = async (name: string, path: string) => {
      if (found.has(name) || !(await isRun(path))) return;
      const known = this.known.get(name);
      found.set(name, known?.path === path ? known : new WatchedRun(name, path, root));
    };
    await add(basename(this.path), this.path);
    for (const name of await readdir(this.path)) {
      if (!name.startsWith(".")) await add(name, join(this.path, name));
    }
    this.known = found;
    return found;
  }
}

/** A run that has lost its configuration counts as one, to be shown as damaged. */
async function isRun(path: string): Promise<boolean> {
  const kind = await folderKind(path).catch(() => "run");
  if (kind !== "other") return kind === "run";
  return ((await readdir(path)) as readonly string[]).includes("metrics.jsonl");
}
