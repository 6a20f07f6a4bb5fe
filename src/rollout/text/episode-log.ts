import { stat } from "node:fs/promises";
import { RunError } from "../../errors.js";
import { fileLength, ifExists } from "../../run/disk.js";
import { readJsonLines, type TornLine, wholeLinesLength } from "../../run/json-lines.js";
import { MetricsLog } from "../../run/metrics-log.js";
import { checkRecord } from "./check-record.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";

/** How {@link readEpisodes} reads. */
export interface ReadEpisodesOptions {
  /** Told of a torn last line, which is left out. */
  readonly onTorn?: (torn: TornLine) => void;
}

/**
 * Reads episodes one by one from a JSON Lines file that {@link EpisodeLog} writes, also while it does. A last line
 * without its end, which a killed process leaves behind, is left out and reported.
 *
 * @throws RunError `EPISODES_DAMAGED` or `EPISODES_VERSION` naming file, line and field; `EPISODES_MISSING`
 * @example
 * for await (const episode of readEpisodes("episodes.jsonl")) console.log(episode.solved);
 */
export async function* readEpisodes(
  path: string,
  { onTorn = () => undefined }: ReadEpisodesOptions = {},
): AsyncGenerator<TextEpisodeRecord> {
  const invalid = (line: number, cause: unknown) =>
    new RunError("EPISODES_DAMAGED", `${path}:${line}: is not valid JSON`, { cause });
  if ((await ifExists(stat(path)))?.isDirectory())
    throw new RunError(
      "EPISODES_MISSING",
      `${path}: expected a file, found a folder; of a run, runEpisodes reads them`,
    );
  const lines = readJsonLines(path, { invalid, onTorn });
  for (;;) {
    const next = await ifExists(lines.next());
    if (next === undefined) throw new RunError("EPISODES_MISSING", `${path}: no such file`);
    if (next.done) return;
    yield checkRecord(`${path}:${next.value.line}`, next.value.value);
  }
}

/** How {@link EpisodeLog.open} opens. */
export interface EpisodeLogOptions {
  /** Bytes to keep, for example those that a checkpoint knows of; all whole lines when left out. */
  readonly keep?: number;
  /** Told how many bytes of a torn last line are cut off. */
  readonly onTorn?: (bytes: number) => void;
}

/**
 * A JSON Lines file of episodes that only grows. What was appended survives the end of the process at any moment,
 * except for the line that was being written.
 */
export class EpisodeLog {
  private constructor(private readonly lines: MetricsLog) {}

  /**
   * Opens a file, made when it is missing, and cuts off what is not to be kept.
   *
   * @throws RunError `RUN_DAMAGED` for a file shorter than `keep`
   */
  static async open(path: string, { keep, onTorn }: EpisodeLogOptions = {}): Promise<EpisodeLog> {
    if (keep !== undefined) return new EpisodeLog(await MetricsLog.open(path, keep));
    const length = await fileLength(path);
    const whole = await wholeLinesLength(path, length);
    if (whole < length) onTorn?.(length - whole);
    return new EpisodeLog(await MetricsLog.open(path, whole));
  }

  /** Adds an episode in one write. On a full disk it waits in memory until there is room again. */
  async append(episode: TextEpisodeRecord): Promise<void> {
    await this.lines.append({ ...episode });
  }

  /**
   * Waits until every episode is on the disk.
   * @returns the file's length in bytes
   * @throws RunError `DISK_FULL`
   */
  flush(): Promise<number> {
    return this.lines.flush();
  }

  close(): Promise<void> {
    return this.lines.close();
  }
}
