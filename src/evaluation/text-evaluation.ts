import type { EpisodeLimitValues } from "../algorithms/language/episode-limits.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import type { TemplateOptions } from "../language/tokenizer/tokenizer.js";
import type { EpisodeFailures } from "../rollout/text/episode-failures.js";
import type { TextEpisodeRecord } from "../rollout/text/text-episode-record.js";

/**
 * How a language model is measured. What an episode may spend (`maxTurns`, `maxEpisodeTokens`, `maxToolCalls`,
 * `episodeSeconds`, `environmentSeconds`, `toolSeconds`) is by default as in the run, else as in training by default.
 */
export interface TextEvaluationOptions extends Partial<EpisodeLimitValues> {
  /**
   * What it is measured on: a text environment; the name of a recipe or a built-in one; the path of a file. Default what
   * the run practises; of a checkpoint it must be said.
   */
  readonly environment?: TextEnvironment | string;
  /** Options of an environment that is named; of the run's own those that shall differ. */
  readonly environmentOptions?: Readonly<Record<string, unknown>>;
  /** Different held-out examples. Default as in the run's own measurements, or 200. */
  readonly examples?: number;
  /** Answers to each example for pass@k. Default as in the run's own measurements, or 8. */
  readonly samples?: number;
  /**
   * Temperature of the answers. Left out: the most likely answer for the accuracy, 1 for pass@k of several answers.
   */
  readonly temperature?: number;
  /** Most tokens of an answer. Default as in the run, or 128. */
  readonly maxTokens?: number;
  /** Variables that the chat template knows, such as `{ enable_thinking: false }`. Others are as in the run. */
  readonly templateOptions?: TemplateOptions;
  /** The model that a stage of the run ended with, such as `sft`. Default the newest weights. */
  readonly stage?: string;
  /** Default that of the run. */
  readonly seed?: number;
  readonly threads?: number;
  /** Stops it; its reason is thrown. */
  readonly signal?: AbortSignal;
  /** Told how many answers have been judged, of how many; first before any has. */
  readonly onJudged?: (count: number, of: number) => void;
}

/** What was found of a language model on held-out examples; shares are from 0 to 1. */
export interface TextEvaluation {
  readonly kind: "language";
  /** The run or the checkpoint. */
  readonly run: string;
  /** The step its weights come from; undefined for a checkpoint and for a stage's model. */
  readonly step?: number;
  readonly stage?: string;
  readonly environment: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly examples: number;
  /** Examples asked for, where fewer different ones were found. */
  readonly examplesAsked?: number;
  /** Share of examples solved: by the most likely answer, or with a temperature by answers so drawn. */
  readonly accuracy: number;
  /** 95 % interval of `accuracy`. */
  readonly ci95: readonly [number, number];
  /** Answers to each example that `passAt` was found with, and their temperature. */
  readonly samples: number;
  readonly temperature: number;
  /** Chance that one of k answers is right, by k: 1, 2, 4 … up to `samples`. */
  readonly passAt: Readonly<Record<string, number>>;
  /** Accuracy by difficulty. */
  readonly byDifficulty: Readonly<Record<string, number>>;
  /** Share of the answers with a positive reward that the checker calls unsolved. */
  readonly hackedShare: number;
  /** Share of the answers that were cut off. */
  readonly truncatedShare: number;
  /** Number of errors by where they came from. */
  readonly errors: Readonly<Record<string, number>>;
  /** That episodes failed, which count as unsolved, and most often of what; missing where none did. */
  readonly failures?: EpisodeFailures;
  /** Characters that the environment is written with and the model's tokeniser does not know. */
  readonly unknownCharacters: readonly string[];
  /** The answers that the accuracy counts. */
  readonly episodes: readonly TextEpisodeRecord[];
}
