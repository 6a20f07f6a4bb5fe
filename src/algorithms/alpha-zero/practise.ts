import type { NetworkWeights } from "../../networks/network-evaluator.js";
import type { Budget, Metrics } from "../algorithm.js";
import { Clock } from "../clock.js";
import { roundMetrics } from "./round-metrics.js";
import { type Progress, Rounds, type Sides } from "./rounds.js";
import type { AlphaZeroValues } from "./settings.js";

/** The two sides of a run whose weights can be handed over: a crew of threads, of web workers, or one thread alone. */
export interface PractisingSides extends Sides {
  /** Gives the players the learner's averaged weights, and tells them. */
  publish(version: number): Promise<NetworkWeights>;
}

/** What a round of practice brought. */
export interface Practised {
  readonly progress: Readonly<Progress>;
  readonly metrics: Metrics;
  /** The weights that play from now on. */
  readonly weights: NetworkWeights;
  /** Share of the budget used, 0 … 1. */
  readonly share: number;
}

/**
 * AlphaZero without a run directory: rounds of self-play and learning until the budget is spent, for a page that trains
 * in its tab. Nothing is written; who wants the weights takes them from what is yielded.
 *
 * @param signal ends it after the round under way
 * @param earlier how far it had come, where it goes on with what a learner saved; the budget counts from its start
 * @example
 * const sides = await sidesInThisThread(ticTacToe(), settings, { seed: 1, device: "cpu" });
 * for await (const { progress, weights } of practise(sides, settings, { minutes: 2 })) console.log(progress.games);
 */
export async function* practise(
  sides: PractisingSides,
  settings: AlphaZeroValues,
  budget: Budget,
  signal?: AbortSignal,
  earlier: Readonly<Progress> = { step: 0, games: 0, positions: 0, minutes: 0 },
): AsyncGenerator<Practised, void> {
  const course = new Rounds(sides, settings, { ...earlier });
  const { progress } = course;
  const clock = new Clock(budget, earlier.minutes);
  await sides.publish(progress.step);
  while (clock.share(progress.step) < 1 && !signal?.aborted) {
    const began = performance.now();
    const limit = "steps" in budget ? budget.steps - progress.step : Number.POSITIVE_INFINITY;
    const { rounds, learnt } = await course.next(limit, (step) => clock.share(step));
    const weights = await sides.publish(progress.step);
    progress.minutes = clock.minutes;
    const metrics = roundMetrics(rounds, learnt, (performance.now() - began) / 1000);
    yield { progress: { ...progress }, metrics, weights, share: clock.share(progress.step) };
  }
}
