import type { TextEnvironment } from "./text-environment.js";

/** Thrown by {@link withinTime} when the time is up. */
export class TimeUp extends Error {}

/** Milliseconds; a longer timer goes off at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The reason of a signal for which nobody waits any more; one for all, for making one takes longer than most steps. */
const OVER = new Error("nobody waits for this any more");

/** Seconds that an environment has to judge an answer: none are set where it keeps its own limits. */
export function secondsToJudge({ keepsTime }: Pick<TextEnvironment, "keepsTime">, seconds: number): number {
  return keepsTime === true ? Number.POSITIVE_INFINITY : seconds;
}

/** Calls back once after a time; never for a time that is longer than timers can be. */
export function startTimer(seconds: number, callback: () => void): ReturnType<typeof setTimeout> | undefined {
  return seconds * 1000 <= LONGEST_TIMER ? setTimeout(callback, seconds * 1000) : undefined;
}

/**
 * Waits for an action no longer than a time and no longer than a signal allows. What does not stop by itself goes on
 * unwatched; code that never gives up the thread (an endless loop) cannot be stopped from here.
 *
 * @param seconds Infinity for no limit
 * @param action is given a signal that is aborted when nobody waits any more
 * @throws TimeUp when the time is up; the signal's reason when it is aborted
 */
export async function withinTime<T>(
  seconds: number,
  signal: AbortSignal,
  action: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const watch = new AbortController();
  const stop = () => watch.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const timer = startTimer(seconds, () => watch.abort(new TimeUp(`not done after ${seconds} s`)));
  try {
    const stopped = new Promise<never>((_, reject) => {
      watch.signal.addEventListener("abort", () => reject(watch.signal.reason), { once: true });
    });
    const acting = async () => action(watch.signal);
    return await Promise.race([acting(), stopped]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    watch.abort(OVER);
  }
}
