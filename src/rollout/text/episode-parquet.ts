import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { type BasicType, parquetWriteBuffer } from "hyparquet-writer";
import { RunError } from "../../errors.js";
import { replaceDurably, systemCode } from "../../run/disk.js";
import { checkRecord } from "./check-record.js";
import { TEXT_EPISODE_VERSION, type TextEpisodeRecord } from "./text-episode-record.js";

/** Columns by name; what is not plain is kept as JSON. */
const COLUMNS = {
  version: "INT32",
  environment: "STRING",
  options: "JSON",
  split: "STRING",
  index: "INT32",
  sample: "INT32",
  group: "STRING",
  exampleId: "STRING",
  difficulty: "DOUBLE",
  seed: "DOUBLE",
  policyVersion: "JSON",
  messages: "JSON",
  sequences: "JSON",
  rewards: "JSON",
  solved: "BOOLEAN",
  kept: "BOOLEAN",
  metrics: "JSON",
  end: "STRING",
  truncated: "BOOLEAN",
  errors: "JSON",
  counts: "JSON",
  timings: "JSON",
} as const satisfies Record<keyof TextEpisodeRecord, BasicType>;

/**
 * Writes episodes to a Parquet file, a row each, in place of one that is there. Columns are the fields of
 * {@link TextEpisodeRecord}; those that are not plain values hold JSON.
 *
 * @throws RunError `DISK_FULL`
 */
export async function writeEpisodesParquet(
  path: string,
  episodes: readonly TextEpisodeRecord[],
): Promise<void> {
  const columnData = Object.entries(COLUMNS).map(([name, type]) => ({
    name,
    type,
    data: episodes.map((episode) => episode[name as keyof TextEpisodeRecord] ?? null),
  }));
  const kvMetadata = [{ key: "selfplay.text-episodes", value: String(TEXT_EPISODE_VERSION) }];
  await replaceDurably(path, new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata })));
}

/**
 * Reads a file that {@link writeEpisodesParquet} wrote.
 *
 * @throws RunError `EPISODES_MISSING`, `EPISODES_DAMAGED` or `EPISODES_VERSION` naming file, row and field
 */
export async function readEpisodesParquet(path: string): Promise<TextEpisodeRecord[]> {
  let rows: Record<string, unknown>[];
  try {
    rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors });
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") throw new RunError("EPISODES_MISSING", `${path}: no such file`);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RunError("EPISODES_DAMAGED", `${path}: is not a Parquet file that can be read: ${reason}`, {
      cause,
    });
  }
  return rows.map(({ kept, ...row }, i) =>
    // A column has a place for every row; a record says nothing where there is nothing to say.
    checkRecord(`${path}: row ${i + 1}`, (kept ?? null) === null ? row : { ...row, kept }),
  );
}
