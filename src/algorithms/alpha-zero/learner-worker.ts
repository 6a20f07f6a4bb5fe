import { type GameReference, loadReferencedGame } from "../../environments/load-game.js";
import type { GameState } from "../../games/game.js";
import type { Device } from "../../graph/index.js";
import type { NetworkWeights } from "../../networks/network-evaluator.js";
import { Random } from "../../random/index.js";
import { ReplayWindow } from "../../replay/replay-window.js";
import { windowSize } from "../../replay/window.js";
import { decodeEpisodes, encodeEpisodes } from "../../rollout/episode-file.js";
import { serve } from "../../threads/remote.js";
import { Learner, type StepReport, type Variables } from "./learner.js";
import type { AlphaZeroValues } from "./settings.js";

/** What the learner's thread is started with. */
export interface LearnerStart {
  readonly reference: GameReference;
  readonly settings: AlphaZeroValues;
  readonly seed: number;
  readonly device: Device;
  readonly threads: number;
}

/** An order to learn. */
export interface LearnOrder {
  /** New games, as the self-play threads sent them, in a fixed order. */
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

interface Study {
  readonly start: LearnerStart;
  readonly actions: number;
  readonly learner: Learner;
  readonly window: ReplayWindow<GameState>;
}

let study: Study | undefined;
let step = 0;
let positions = 0;

function ready(): Study {
  if (!study) throw new Error("the learner's thread was not started");
  return study;
}

/** Adds games to the window and drops the oldest; tells how many positions came in. */
function gather(blocks: readonly Uint8Array[], source: string): void {
  const { window, actions, start } = ready();
  for (const block of blocks) {
    for (const episode of decodeEpisodes(block, actions, source)) positions += window.add(episode);
  }
  window.trim(windowSize(positions, start.settings.windowStart, start.settings.windowExponent));
}

const handlers = {
  /** @returns how many numbers the network has */
  async start(start: LearnerStart): Promise<number> {
    const game = await loadReferencedGame(start.reference);
    const learner = await Learner.create(game, start.settings, start);
    const window = new ReplayWindow(game, start.settings.lambda);
    study = { start, actions: game.actions, learner, window };
    return learner.parameters;
  },

  /** Takes in new games. @returns positions gathered since the run began */
  gather(blocks: readonly Uint8Array[]): number {
    gather(blocks, "self-play");
    return positions;
  },

  async learn({ episodes, learningRates }: LearnOrder): Promise<LearnReport> {
    const { learner, window, start } = ready();
    const began = performance.now();
    gather(episodes, "self-play");
    const reports: StepReport[] = [];
    for (const rate of learningRates) {
      window.sample(learner.batch, new Random(start.seed, "batch", step));
      reports.push(await learner.step(rate));
      step++;
    }
    const seconds = (performance.now() - began) / 1000;
    const duplicates = window.duplicateShare;
    return { ...meanReport(reports), step, window: window.length, duplicates, seconds };
  },

  /** The averaged weights that play. */
  weights(): Promise<NetworkWeights> {
    return ready().learner.weights();
  },

  async save(): Promise<SavedLearner> {
    const { learner, window, actions } = ready();
    const variables = await learner.variables();
    return { step, positions, variables, episodes: encodeEpisodes(window.episodes, actions) };
  },

  async restore(saved: SavedLearner): Promise<void> {
    const { learner, window, actions } = ready();
    await learner.load(saved.variables, saved.step);
    for (const episode of decodeEpisodes(saved.episodes, actions, "replay window")) window.add(episode);
    step = saved.step;
    positions = saved.positions;
  },
};

/** The methods of the learner's thread. */
export type LearnerThread = typeof handlers;

serve(handlers);

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
