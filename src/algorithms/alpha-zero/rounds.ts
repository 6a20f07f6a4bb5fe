import type { LearnOrder, LearnReport } from "./learner-side.js";
import { learningRate, stepsDue } from "./schedule.js";
import type { RoundReport } from "./self-play-side.js";
import type { AlphaZeroValues } from "./settings.js";

/** How far a run has come: the part of a checkpoint that is not bulk data. */
export interface Progress {
  /** Learner's steps. */
  step: number;
  /** Finished games. */
  games: number;
  /** Positions of finished games that were searched. */
  positions: number;
  /** Minutes trained. */
  minutes: number;
  /** Seconds of processor cores used; missing where somebody does not count them. */
  processorSeconds?: number | undefined;
}

/** The two sides of a run, wherever they are: in threads, in web workers, or right here. */
export interface Sides {
  /** A round of self-play on every player. */
  play(plies: number): Promise<RoundReport[]>;
  learn(order: LearnOrder): Promise<LearnReport>;
}

/**
 * Rounds in lock-step: while the players play one with the weights they have, the learner learns from the games of the
 * round before.
 */
export class Rounds {
  /** Games of the last round, which the learner has not seen yet. */
  fresh: Uint8Array[] = [];

  constructor(
    private readonly sides: Sides,
    private readonly settings: AlphaZeroValues,
    readonly progress: Progress = { step: 0, games: 0, positions: 0, minutes: 0 },
  ) {}

  /**
   * @param limit the most steps to learn
   * @param share of the budget that is used at a step, 0 … 1
   */
  async next(
    limit: number,
    share: (step: number) => number,
  ): Promise<{ rounds: RoundReport[]; learnt: LearnReport }> {
    const { settings, progress, sides } = this;
    const due = Math.min(limit, stepsDue(settings, progress.positions, progress.step));
    const learningRates = Array.from({ length: due }, (_, i) => {
      const step = progress.step + i;
      return learningRate(settings.learningRate, settings.warmup, step, share(step));
    });
    const [rounds, learnt] = await Promise.all([
      sides.play(settings.slots * settings.roundPlies),
      sides.learn({ episodes: this.fresh, learningRates }),
    ]);
    this.fresh = rounds.map(({ episodes }) => episodes);
    progress.step = learnt.step;
    for (const { sums } of rounds) {
      progress.games += sums.games;
      for (const plies of sums.stagePlies) progress.positions += plies;
    }
    return { rounds, learnt };
  }
}
