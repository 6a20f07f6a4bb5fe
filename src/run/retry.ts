import { setTimeout as sleep } from "node:timers/promises";
import { RunError } from "../errors.js";

/** How {@link retryWhileDiskFull} waits. */
export interface RetryOptions {
  /** Told what is wrong, once, when the waiting begins. */
  readonly onPause?: (message: string) => void;
  /** Told once when the action went through after all. */
  readonly onResume?: () => void;
  /** Seconds between two tries. Default 5. */
  readonly seconds?: number;
  /** Ends the waiting: the last error is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Does something that writes; while the disk is full it waits and tries again, so that nothing is lost once someone
 * has made room.
 *
 * @example
 * await retryWhileDiskFull(() => run.saveCheckpoint(contents), { onPause: (message) => console.warn(message) });
 */
export async function retryWhileDiskFull<T>(
  action: () => Promise<T>,
  { onPause, onResume, seconds = 5, signal }: RetryOptions = {},
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      const result = await action();
      if (tries > 0) onResume?.();
      return result;
    } catch (error) {
      if (!(error instanceof RunError) || error.code !== "DISK_FULL" || signal?.aborted) throw error;
      if (tries === 0) onPause?.(`${error.message}; paused until there is room`);
      await sleep(seconds * 1000, undefined, signal && { signal }).catch(() => undefined);
    }
  }
}
