import type { GameReference } from "../environments/load-game.js";
import type { Game } from "../games/game.js";
import type { Device } from "../graph/index.js";
import type { EpisodeFailures } from "../rollout/text/episode-failures.js";
import type { RunDirectory } from "../run/index.js";

/** What a training run tells while it goes on. */
export type TrainEvent =
  | StartedEvent
  | ProgressEvent
  | EvaluationEvent
  | { readonly type: "metrics"; readonly metrics: Metrics }
  | { readonly type: "checkpoint"; readonly step: number; readonly path: string }
  | { readonly type: "warning"; readonly message: string }
  | {
      readonly type: "finished";
      readonly step: number;
      readonly minutes: number;
      readonly reason: "budget" | "stopped";
      readonly run: string;
    };

/** A line of the run's metrics. */
export type Metrics = Readonly<Record<string, number | string>>;

/** The first event of a run. */
export interface StartedEvent {
  readonly type: "started";
  /** The run's directory. */
  readonly run: string;
  /** What is practised: a game, an environment, a recipe. */
  readonly scenario: string;
  readonly device: Device;
  readonly workers: number;
  /** Numbers in the network. */
  readonly parameters: number;
  /** What the machine is found to do, such as "evaluations/s a worker". */
  readonly speeds: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly minutes?: number;
  readonly steps?: number;
  /** The step of the checkpoint the run continues from. */
  readonly resumedFrom?: number;
  /** Episodes of the step after it that had ended already, and are not played again. */
  readonly resumedEpisodes?: number;
}

/** How far the run is. */
export interface ProgressEvent {
  readonly type: "progress";
  /** What goes on, such as "self-play" or the name of a stage. */
  readonly phase: string;
  /** Minutes trained, earlier sittings included. */
  readonly minutes: number;
  readonly timeLeftMinutes: number;
  /** Share of the budget used, 0 … 1. */
  readonly share: number;
  readonly step: number;
  /** What was done so far and how fast, by what is counted: `games`, `positions/s`; in the order to be shown. */
  readonly counts: Readonly<Record<string, number>>;
  readonly loss?: number;
  readonly strength?: { readonly label: string; readonly value: number };
  /** What the run is in the middle of, where that takes long; the rest is then as it was before. */
  readonly underway?: Underway;
}

/** How far a run is in the middle of something. */
export interface Underway {
  /** Seconds since it began. */
  readonly seconds: number;
  /** How many of its parts have ended; missing where it has none, and before they are known. */
  readonly ended?: {
    readonly count: number;
    readonly of: number;
    readonly unit: "answers" | "episodes" | "demonstrations";
  };
}

/** A measurement of strength against something held out. */
export interface EvaluationEvent {
  readonly type: "evaluation";
  readonly step: number;
  readonly minutes: number;
  /** What was measured, for example "optimal moves on 1396 positions". */
  readonly label: string;
  readonly value: number;
  /** 95 % confidence interval of `value`. */
  readonly interval?: readonly [number, number];
  readonly details: Readonly<Record<string, number>>;
  /** Of a language model: that episodes of the measurement failed, which count as unsolved. */
  readonly failures?: EpisodeFailures;
}

/** What an algorithm is given to train with. */
export interface TrainingContext {
  readonly game: Game;
  /** How a worker thread finds the same game. */
  readonly reference: GameReference;
  readonly run: RunDirectory;
  readonly seed: number;
  readonly workers: number;
  readonly device: Device;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

/** How long to train: in minutes of training time, or in learner's steps. */
export type Budget = { readonly minutes: number } | { readonly steps: number };

/** Turns practice into a better policy: of a game, or of a language model. */
export type Algorithm = GameAlgorithm | LanguageAlgorithm;

/** An algorithm for language models: what differs from a recipe's settings. */
export interface LanguageAlgorithm {
  readonly kind: "language";
  readonly settings: Readonly<Record<string, unknown>>;
}

/** An algorithm for games. */
export interface GameAlgorithm {
  readonly kind: "game";
  readonly name: string;
  /** Every setting with its value for this game, as written into the run's configuration. */
  resolve(game: Game): Readonly<Record<string, number | string | boolean>>;
  /** Trains until the budget is spent or the signal says stop; state is saved in either case. */
  train(context: TrainingContext): AsyncGenerator<TrainEvent, void>;
}
