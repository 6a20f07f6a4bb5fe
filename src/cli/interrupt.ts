/**
 * Milliseconds within which a second signal is the same key press: a launcher such as `npm start` passes Ctrl-C on
 * to a program that got it from the terminal already.
 */
const SAME_PRESS = 700;

/** Signals that ask a process to stop, with the exit status of one that obeys at once. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/** A wish to stop, from Ctrl-C or from SIGTERM. */
export interface Interrupt {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Exit status of a process that ends because of it. */
  readonly status: number;
  /** Lets signals end the process again, as they do by default. */
  dispose(): void;
}

/**
 * Turns the first SIGINT or SIGTERM into an abort; the second one ends the process at once.
 *
 * @param onFirst called at the first signal
 */
export function interrupt(onFirst: () => void): Interrupt {
  const controller = new AbortController();
  let first = 0;
  let status: number = STATUS.SIGINT;
  const heard = (name: keyof typeof STATUS) => {
    if (!controller.signal.aborted) {
      first = performance.now();
      status = STATUS[name];
      controller.abort();
      onFirst();
    } else if (performance.now() - first > SAME_PRESS) process.exit(STATUS[name]);
  };
  const names = Object.keys(STATUS) as (keyof typeof STATUS)[];
  for (const name of names) process.on(name, heard);
  return {
    signal: controller.signal,
    get status() {
      return status;
    },
    dispose: () => {
      for (const name of names) process.off(name, heard);
    },
  };
}
