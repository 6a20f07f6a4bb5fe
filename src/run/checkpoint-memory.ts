import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "../errors.js";
import { fileLength, ifExists, replaceDurably } from "./disk.js";
import { MEMORY_FILE, METRICS_FILE } from "./entries.js";
import { readMetrics } from "./metrics-log.js";

/** Remembers that a run has saved a checkpoint, of that step. What is remembered already stays. */
export async function rememberCheckpoint(run: string, step: number): Promise<void> {
  const path = join(run, MEMORY_FILE);
  if ((await fileLength(path)) === 0) await replaceDurably(path, `${JSON.stringify({ step })}\n`);
}

/**
 * A run has a folder for its checkpoints from the beginning: where it is gone, somebody has moved it.
 * @throws RunError `RUN_DAMAGED`
 */
export async function refuseWithoutFolder(folder: string): Promise<void> {
  if ((await ifExists(readdir(folder))) !== undefined) return;
  throw new RunError(
    "RUN_DAMAGED",
    `${folder}: expected the folder that the run is resumed from, found nothing; put it back, or begin again with overwrite`,
  );
}

/**
 * A run without a checkpoint begins again, and takes away what it had written. That is right where it was killed before
 * its first one, and not where its checkpoints are lost.
 *
 * @param folder with its checkpoints, where there is none
 * @throws RunError `RUN_DAMAGED`
 */
export async function refuseLostCheckpoints(run: string, folder: string): Promise<void> {
  if (!(await hadCheckpoint(run))) return;
  throw new RunError(
    "RUN_DAMAGED",
    `${folder}: expected the checkpoints that the run is resumed from, found none; put them back, or begin again with overwrite`,
  );
}

async function hadCheckpoint(run: string): Promise<boolean> {
  if ((await fileLength(join(run, MEMORY_FILE))) > 0) return true;
  // Runs of earlier versions do not remember it; a sitting's last line follows its last checkpoint.
  return (await readMetrics(join(run, METRICS_FILE))).some(({ type }) => type === "end");
}
