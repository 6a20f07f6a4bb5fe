import type { Checkpoint } from "./checkpoint.js";
import { type CheckpointStore, DamagedCheckpointError } from "./checkpoint-store.js";
import type { RunLogs } from "./run-logs.js";

/**
 * The checkpoint that a run goes on from: the newest, whose files are whole and which knows of nothing that the logs lack.
 * Where the logs lack something that all checkpoints know of, it is the newest whole one, with what is left of the logs.
 *
 * @param fallback take another than the newest, or less than all of the logs, where there is damage
 * @returns undefined where there is no checkpoint yet
 * @throws DamagedCheckpointError
 */
export async function resumePoint(
  store: CheckpointStore,
  logs: RunLogs,
  fallback: boolean,
): Promise<Checkpoint | undefined> {
  try {
    return await store.latest(fallback, (checkpoint) => logs.check(checkpoint));
  } catch (error) {
    if (!(error instanceof DamagedCheckpointError) || error.lastGood !== undefined) throw error;
    const whole = await store.latest(true);
    if (fallback) return whole;
    throw new DamagedCheckpointError(error.damage, whole, "with what is left of the logs");
  }
}
