/**
 * Waits for work, but only so long and only while a signal is not aborted.
 *
 * @returns what the work gave, or why it was waited for no longer; the work itself goes on
 */
export function within<T>(
  work: Promise<T>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<T | "late" | "aborted"> {
  return new Promise((resolve, reject) => {
    // Where this thread was busy for long, an answer may lie waiting while the timer is already due: it goes first.
    const timer = setTimeout(() => setImmediate(() => end("late")), milliseconds);
    const onAbort = () => end("aborted");
    const stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    const end = (value: T | "late" | "aborted") => {
      stop();
      resolve(value);
    };
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    work.then(end, (error) => {
      stop();
      reject(error);
    });
  });
}
