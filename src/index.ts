export type {
  Algorithm,
  Budget,
  EvaluationEvent,
  Metrics,
  ProgressEvent,
  StartedEvent,
  TrainEvent,
  TrainingContext,
  Underway,
} from "./algorithms/algorithm.js";
export { alphaZero } from "./algorithms/alpha-zero/alpha-zero.js";
export {
  cispo,
  dapo,
  drGrpo,
  expertIteration,
  grpo,
  gspo,
  type LanguageSettings,
  rloo,
  supervised,
} from "./algorithms/language/algorithms.js";
export type { LanguageModelSpec } from "./algorithms/language/model.js";
export { type LoadedEnvironment, loadEnvironment } from "./environments/load-environment.js";
export { loadTextEnvironment } from "./environments/load-text-environment.js";
export {
  type Boundary,
  BoundaryError,
  EnvironmentError,
  GameError,
  GraphError,
  OptionError,
  RunError,
  SandboxError,
  SelfplayError,
  TrainingError,
} from "./errors.js";
export { type EvaluateOptions, type EvaluationReport, evaluate } from "./evaluation/evaluate.js";
export type {
  GameEvaluation,
  GameEvaluationOptions,
  MatchReport,
  PositionsReport,
} from "./evaluation/evaluate-game.js";
export type { TextEvaluation, TextEvaluationOptions } from "./evaluation/text-evaluation.js";
export { exportEpisodes } from "./exports/export-episodes.js";
export {
  type ExportedMetrics,
  type ExportMetricsOptions,
  exportMetrics,
} from "./exports/export-metrics.js";
export { type ExportedModel, type ExportModelOptions, exportModel } from "./exports/export-model.js";
export { type ExportedPolicy, exportPolicy } from "./exports/export-policy.js";
export type { EpisodeOrder } from "./inspection/episode-orders.js";
export { type RunEpisodeFilter, runEpisodes } from "./inspection/run-episodes.js";
export { type Measurement, type RunInfo, runInfo } from "./inspection/run-info.js";
export {
  type EpisodeSelection,
  type EpisodeSelectionOptions,
  selectRunEpisodes,
} from "./inspection/select-run-episodes.js";
export { type SandboxRunner, sandboxRunner } from "./recipes/sandbox-runner.js";
export {
  EpisodeLog,
  type EpisodeLogOptions,
  type ReadEpisodesOptions,
  readEpisodes,
} from "./rollout/text/episode-log.js";
export { readEpisodesParquet, writeEpisodesParquet } from "./rollout/text/episode-parquet.js";
export { type ChatOptions, ChatSession } from "./trained/chat-session.js";
export { toolsOfRun } from "./trained/run-tools.js";
export { type SampledText, type SampleTextOptions, sampleText } from "./trained/sample-text.js";
export { openTrainedModel, type TrainedModel, type TrainedModelOptions } from "./trained/trained-model.js";
export { loadPlayer, type TrainedPlayer, type TrainedPlayerOptions } from "./trained/trained-player.js";
export { localModel } from "./training/local-model.js";
export { type TrainOptions, train } from "./training/train.js";
export type { TrainedRun } from "./training/trained-run.js";
export type { Training } from "./training/training.js";
