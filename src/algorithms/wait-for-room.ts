import { retryWhileDiskFull } from "../run/index.js";
import type { TrainEvent } from "./algorithm.js";

/** Writes something of a run. A full disk is told of while the run waits for room, not when it is over. */
export async function* waitForRoom<T>(
  write: () => Promise<T>,
  signal: AbortSignal,
): AsyncGenerator<TrainEvent, T> {
  let onPause: (message: string) => void = () => undefined;
  const pause = new Promise<string>((resolve) => {
    onPause = resolve;
  });
  const writing = retryWhileDiskFull(write, { onPause, signal });
  const paused = await Promise.race([writing.then(() => undefined), pause]);
  if (paused !== undefined) yield { type: "warning", message: paused };
  return writing;
}
