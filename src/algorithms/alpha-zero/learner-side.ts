import type { Game, GameState } from "../../games/game.js";
import type { NetworkWeights } from "../../networks/network-evaluator.js";
import { Random } from "../../random/index.js";
import { ReplayWindow } from "../../replay/replay-window.js";
import { windowSize } from "../../replay/window.js";
import { decodeEpisodes, encodeEpisodes } from "../../rollout/episode-file.js";
import { Learner, type LearnerOptions, type StepReport, type Variables } from "./learner.js";
import type { AlphaZeroValues } from "./settings.js";

/** An order to learn. */
export interface LearnOrder {
  /** New games, as the self-play sides sent them, in a fixed order. */
  readonly episodes: readonly Uint8Array[];
  readonly learningRates: readonly number[];
}

/** What came of it. */
export interface LearnReport extends StepReport {
  /** Learner's steps made since the run began. */
  readonly step: number;
  /** Positions in the replay window. */
  readonly window: number;
  /** Share of the window's positions that stand in it more than once. */
  readonly duplicates: number;
  readonly seconds: number;
}

/** Everything the learner needs to go on. */
export interface SavedLearner {
  readonly step: number;
  readonly positions: number;
  readonly variables: Variables;
  readonly episodes: Uint8Array;
}

/**
 * The learning side of a run: takes games in, keeps the newest in a replay window, and makes weights of them. Runs in the
 * thread that made it, be that a thread of Node's or a web worker.
 *
 * @example
 * const side = await LearnerSide.create(game, settings, { seed: 1, device: "cpu", threads: 1 });
 * const { policyLoss } = await side.learn({ episodes, learningRates: [1e-2, 1e-2] });
 */
export class LearnerSide {
  private step = 0;
  private positions = 0;
  private readonly window: ReplayWindow<GameState>;

  private constructor(
    private readonly game: Game,
    private readonly settings: AlphaZeroValues,
    private readonly seed: number,
    private readonly learner: Learner,
  ) {
    this.window = new ReplayWindow(game, settings.lambda);
  }

  static async create(game: Game, settings: AlphaZeroValues, options: LearnerOptions): Promise<LearnerSide> {
    return new LearnerSide(game, settings, options.seed, await Learner.create(game, settings, options));
  }

  /** Numbers in the network. */
  get parameters(): number {
    return this.learner.parameters;
  }

  /**
   * Adds games to the window and drops the oldest.
   * @returns positions gathered since the run began
   */
  gather(blocks: readonly Uint8Array[]): number {
    const { window, settings } = this;
    for (const block of blocks) {
      for (const episode of decodeEpisodes(block, this.game.actions, "self-play"))
        this.positions += window.add(episode);
    }
    window.trim(windowSize(this.positions, settings.windowStart, settings.windowExponent));
    return this.positions;
  }

  /** Takes in new games, then makes a step at each learning rate. */
  async learn({ episodes, learningRates }: LearnOrder): Promise<LearnReport> {
    const { learner, window } = this;
    const began = performance.now();
    this.gather(episodes);
    const reports: StepReport[] = [];
    for (const rate of learningRates) {
      window.sample(learner.batch, new Random(this.seed, "batch", this.step));
      reports.push(await learner.step(rate));
      this.step++;
    }
    const seconds = (performance.now() - began) / 1000;
    const duplicates = window.duplicateShare;
    return { ...meanReport(reports), step: this.step, window: window.length, duplicates, seconds };
  }

  /** The averaged weights that play. */
  weights(): Promise<NetworkWeights> {
    return this.learner.weights();
  }

  async save(): Promise<SavedLearner> {
    const { step, positions } = this;
    const variables = await this.learner.variables();
    return { step, positions, variables, episodes: encodeEpisodes(this.window.episodes, this.game.actions) };
  }

  async restore(saved: SavedLearner): Promise<void> {
    await this.learner.load(saved.variables, saved.step);
    for (const episode of decodeEpisodes(saved.episodes, this.game.actions, "replay window"))
      this.window.add(episode);
    this.step = saved.step;
    this.positions = saved.positions;
  }
}

function meanReport(reports: readonly StepReport[]): StepReport {
  const mean = (of: (report: StepReport) => number) =>
    reports.reduce((sum, report) => sum + of(report), 0) / reports.length;
  return {
    steps: reports.length,
    policyLoss: mean(({ policyLoss }) => policyLoss),
    valueLoss: mean(({ valueLoss }) => valueLoss),
    gradientNorm: mean(({ gradientNorm }) => gradientNorm),
  };
}
