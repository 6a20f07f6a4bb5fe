import { OptionError } from "../errors.js";
import { type RunEpisodeFilter, runEpisodes } from "../inspection/run-episodes.js";
import { writeEpisodesParquet } from "../rollout/text/episode-parquet.js";
import type { TextEpisodeRecord } from "../rollout/text/text-episode-record.js";
import { replaceDurably } from "../run/disk.js";
import { refuseFile } from "./refuse-file.js";

/**
 * Writes the episodes that a run of a language model has practised with to a new file, whole or not at all.
 *
 * @param path ends with `.jsonl` or `.parquet`, which says how it is written
 * @param filter which are wanted; all when left out
 * @returns how many there are
 * @throws OptionError for another ending; CheckpointError `CHECKPOINT_EXISTS` where a file is there; as {@link runEpisodes}
 * @example
 * await exportEpisodes("runs/a", "solved.parquet", { solved: true });
 */
export async function exportEpisodes(
  directory: string,
  path: string,
  filter: RunEpisodeFilter = {},
): Promise<number> {
  if (!/\.(jsonl|parquet)$/.test(path))
    throw new OptionError("out", "a file that ends with .jsonl or .parquet", path);
  await refuseFile(path);
  const episodes: TextEpisodeRecord[] = [];
  let count = 0;
  if (path.endsWith(".parquet")) {
    for await (const episode of runEpisodes(directory, filter)) episodes.push(episode);
    await writeEpisodesParquet(path, episodes);
    return episodes.length;
  }
  const encoder = new TextEncoder();
  await replaceDurably(path, {
    async *[Symbol.asyncIterator]() {
      count = 0;
      for await (const episode of runEpisodes(directory, filter)) {
        count++;
        yield encoder.encode(`${JSON.stringify(episode)}\n`);
      }
    },
  });
  return count;
}
