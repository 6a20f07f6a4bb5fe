import type { TrainEvent } from "../algorithms/algorithm.js";

/**
 * A training run under way: wait for it with `await`, watch it with `for await`, or both.
 *
 * @example
 * const training = train({ environment: connectFour(), minutes: 10 });
 * for await (const event of training) if (event.type === "evaluation") console.log(event.label, event.value);
 * const run = await training;
 */
export type Training<Run> = Promise<Run> & AsyncIterable<TrainEvent>;

/**
 * Starts the work at once and gives it the two faces of a {@link Training}.
 *
 * @param work yields the events and returns the result
 */
export function startTraining<Run>(work: AsyncGenerator<TrainEvent, Run>): Training<Run> {
  const events: TrainEvent[] = [];
  const watchers = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const watcher of watchers) watcher();
    watchers.clear();
  };
  const run = async (): Promise<Run> => {
    try {
      for (;;) {
        const { value, done } = await work.next();
        if (done) return value;
        events.push(value);
        wake();
      }
    } finally {
      ended = true;
      wake();
    }
  };
  const outcome = run();
  async function* watch(): AsyncGenerator<TrainEvent, void> {
    for (let next = 0; ; ) {
      while (next < events.length) yield events[next++];
      if (ended) break;
      await new Promise<void>((resolve) => watchers.add(resolve));
    }
    await outcome;
  }
  return Object.assign(outcome, { [Symbol.asyncIterator]: watch });
}
