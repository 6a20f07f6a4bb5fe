import { join } from "node:path";
import type { Checkpoint } from "./checkpoint.js";
import { METRICS_FILE } from "./entries.js";
import { FoundLog } from "./found-log.js";

/** Logs besides the metrics, by file: the entry of a checkpoint's `meta` that tells how long each was then. */
export type LogEntries = Readonly<Record<string, string>>;

/** The logs of a run, as they are found when it is gone on with. */
export class RunLogs {
  private constructor(
    private readonly entries: LogEntries,
    private readonly found: ReadonlyMap<string, FoundLog>,
  ) {}

  static async find(run: string, entries: LogEntries): Promise<RunLogs> {
    const found = new Map<string, FoundLog>();
    // The metrics are read again while the run trains, and are small.
    for (const file of [METRICS_FILE, ...Object.keys(entries)])
      found.set(file, await FoundLog.find(join(run, file), file === METRICS_FILE));
    return new RunLogs(entries, found);
  }

  /** @throws RunError `RUN_DAMAGED` when one lacks something that a checkpoint knows of */
  check(checkpoint: Checkpoint): void {
    for (const [file, log] of this.found) log.check(this.bytesOf(file, checkpoint));
  }

  /** Bytes of each log that are gone on with, by file: all that the checkpoint knows of, or what is left of them. */
  async left(checkpoint: Checkpoint | undefined): Promise<ReadonlyMap<string, number>> {
    const left = new Map<string, number>();
    for (const [file, log] of this.found)
      left.set(file, checkpoint === undefined ? 0 : await log.left(this.bytesOf(file, checkpoint)));
    return left;
  }

  private bytesOf(file: string, { metricsBytes, meta }: Checkpoint): number {
    const bytes = file === METRICS_FILE ? metricsBytes : meta[this.entries[file]];
    return typeof bytes === "number" ? bytes : 0;
  }
}
