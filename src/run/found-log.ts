import { readFile, stat } from "node:fs/promises";
import { RunError } from "../errors.js";
import { ifExists } from "./disk.js";
import { wholeLinesLength } from "./json-lines.js";

/** A file of lines that only grows, as it is found when its run is gone on with. */
export class FoundLog {
  private constructor(
    private readonly path: string,
    /** Undefined where it is missing. */
    private readonly size: number | undefined,
    /** The first line that is not JSON, where that was looked for. */
    private readonly damage: { readonly line: number; readonly start: number } | undefined,
  ) {}

  /** @param parsed whether its lines are looked at; otherwise only its length is */
  static async find(path: string, parsed: boolean): Promise<FoundLog> {
    if (!parsed) return new FoundLog(path, (await ifExists(stat(path)))?.size, undefined);
    const bytes = await ifExists(readFile(path));
    return new FoundLog(path, bytes?.length, bytes && damageIn(bytes));
  }

  /**
   * @param bytes that were in it when a checkpoint was written
   * @throws RunError `RUN_DAMAGED` when they are not there any more
   */
  check(bytes: number): void {
    const { path, size, damage } = this;
    if (size !== undefined && size >= bytes && (damage === undefined || damage.start >= bytes)) return;
    if (damage !== undefined && damage.start < bytes)
      throw new RunError("RUN_DAMAGED", `${path}: line ${damage.line} is not valid JSON`);
    if (bytes > 0) throw shortLog(path, bytes, size);
  }

  /** Bytes of whole lines that are left of those that were there. */
  left(bytes: number): Promise<number> {
    const sound = Math.min(this.damage?.start ?? bytes, this.size ?? 0, bytes);
    return wholeLinesLength(this.path, sound);
  }
}

/** The error for a log that has lost some of its bytes, or is missing. */
export function shortLog(path: string, bytes: number, size: number | undefined): RunError {
  const found =
    size === undefined
      ? `is missing; it had at least ${bytes} bytes`
      : `expected at least ${bytes} bytes, found ${size}`;
  return new RunError("RUN_DAMAGED", `${path}: ${found}`);
}

const LINE_FEED = 10;

function damageIn(bytes: Buffer): { readonly line: number; readonly start: number } | undefined {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(LINE_FEED, start);
    // A last line without its end is one that a killed process was writing.
    if (end < 0) return undefined;
    try {
      JSON.parse(bytes.toString("utf8", start, end));
    } catch {
      return { line, start };
    }
    start = end + 1;
  }
}
