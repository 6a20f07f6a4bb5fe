import type { Underway } from "../algorithm.js";
import { toldMeanwhile } from "./told-meanwhile.js";

/** Milliseconds between two events at least, and how many of those pass at most although nothing has ended. */
const [BEAT, MOST_SILENT_BEATS] = [1000, 5];

/** Told how many have ended, of how many. */
export type OnEnded = (count: number, of: number) => void;

/** What is told of an action while it goes on. */
export interface PulseOptions<E> {
  /** What it is that ends one by one in the action. */
  readonly unit: NonNullable<Underway["ended"]>["unit"];
  /** Whether the first count is told at once, and not after a second. */
  readonly atOnce: boolean;
  readonly event: (underway: Underway) => E;
}

/**
 * Does something that takes long and yields meanwhile how much of it is done: at most once a second where some has ended,
 * and now and then where nothing has, as a sign of life.
 */
export function withPulse<E, T>(
  action: (onEnded: OnEnded) => Promise<T>,
  { unit, atOnce, event }: PulseOptions<E>,
): AsyncGenerator<E, T> {
  return toldMeanwhile(async (tell) => {
    const began = performance.now();
    let ended: Underway["ended"];
    let changed = false;
    let silent = 0;
    const beat = () => {
      [changed, silent] = [false, 0];
      tell(event({ seconds: (performance.now() - began) / 1000, ...(ended && { ended }) }));
    };
    const timer = setInterval(() => {
      silent++;
      if (changed || silent >= MOST_SILENT_BEATS) beat();
    }, BEAT).unref();
    try {
      return await action((count, of) => {
        const first = ended === undefined;
        ended = { count, of, unit };
        changed = true;
        if (first && atOnce) beat();
      });
    } finally {
      clearInterval(timer);
    }
  });
}
