import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import { RunError } from "../errors.js";
import { ifExists, onDisk } from "./disk.js";
import { shortLog } from "./found-log.js";

/** A line of `metrics.jsonl`. */
export type MetricsRecord = Readonly<Record<string, unknown>>;

/**
 * A file of JSON lines that only grows. On a full disk lines wait in memory until there is room again, so that a
 * measurement never stops the training; {@link flush} says whether all are written.
 */
export class MetricsLog {
  private waiting: Uint8Array[] = [];
  private queue: Promise<unknown> = Promise.resolve();
  private torn = false;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private length: number,
  ) {}

  /**
   * Opens the file, made when it is missing, and cuts it back to its first `keep` bytes.
   * @throws RunError `RUN_DAMAGED` when it has fewer
   */
  static async open(path: string, keep: number): Promise<MetricsLog> {
    const found = (await ifExists(stat(path)))?.size;
    if ((found ?? 0) < keep) throw shortLog(path, keep, found);
    const handle = await open(path, "a");
    const { size } = await handle.stat();
    if (size > keep) await handle.truncate(keep);
    return new MetricsLog(path, handle, keep);
  }

  /** Adds a line. Numbers that JSON lacks (NaN, infinities) become null. */
  async append(record: MetricsRecord): Promise<void> {
    this.waiting.push(new TextEncoder().encode(`${JSON.stringify(record)}\n`));
    await this.write().catch((error: unknown) => {
      if (!(error instanceof RunError && error.code === "DISK_FULL")) throw error;
    });
  }

  /**
   * Waits until every line is on the disk.
   * @returns the file's length in bytes
   * @throws RunError `DISK_FULL`
   */
  async flush(): Promise<number> {
    await this.write();
    await onDisk(this.path, () => this.handle.sync());
    return this.length;
  }

  async close(): Promise<void> {
    await this.queue;
    await this.handle.close();
  }

  private write(): Promise<void> {
    const writing = this.queue.then(() => onDisk(this.path, () => this.writeWaiting()));
    this.queue = writing.catch(() => undefined);
    return writing;
  }

  private async writeWaiting(): Promise<void> {
    while (this.waiting.length > 0) {
      const [line] = this.waiting;
      if (this.torn) await this.handle.truncate(this.length);
      this.torn = true; // A write that fails may leave half a line.
      await this.handle.appendFile(line);
      this.torn = false;
      this.length += line.length;
      this.waiting.shift();
    }
  }
}

/** Lines that are parsed in one go; between two such pieces others have their turn. */
const PIECE = 10_000;

/**
 * Reads a file that {@link MetricsLog} writes, also while it does; a last line without its end is left out.
 * @throws RunError `RUN_DAMAGED` naming the line
 */
export async function readMetrics(path: string): Promise<MetricsRecord[]> {
  const text = (await ifExists(readFile(path, "utf8"))) ?? "";
  const lines = text.split("\n").slice(0, -1);
  const records: MetricsRecord[] = [];
  for (const line of lines) {
    try {
      records.push(JSON.parse(line) as MetricsRecord);
    } catch (cause) {
      throw new RunError("RUN_DAMAGED", `${path}: line ${records.length + 1} is not valid JSON`, { cause });
    }
    if (records.length % PIECE === 0) await new Promise(setImmediate);
  }
  return records;
}
