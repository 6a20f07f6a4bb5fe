export type {
  Algorithm,
  Budget,
  EvaluationEvent,
  Metrics,
  ProgressEvent,
  StartedEvent,
  TrainEvent,
  TrainingContext,
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
export { type ChatOptions, ChatSession } from "./chat-session.js";
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
export { type EvaluateOptions, type EvaluationReport, evaluate } from "./evaluate.js";
export type {
  GameEvaluation,
  GameEvaluationOptions,
  MatchReport,
  PositionsReport,
} from "./evaluate-game.js";
export type { TextEvaluation, TextEvaluationOptions } from "./evaluate-text.js";
export {
  type ExportedMetrics,
  type ExportMetricsOptions,
  exportMetrics,
} from "./export-metrics.js";
export { type ExportedModel, type ExportModelOptions, exportModel } from "./export-model.js";
export { type ExportedPolicy, exportPolicy } from "./export-policy.js";
export { localModel } from "./local-model.js";
export {
  EpisodeLog,
  type EpisodeLogOptions,
  type ReadEpisodesOptions,
  readEpisodes,
} from "./rollout/text/episode-log.js";
export { readEpisodesParquet, writeEpisodesParquet } from "./rollout/text/episode-parquet.js";
export { type RunEpisodeFilter, runEpisodes } from "./run-episodes.js";
export { type Measurement, type RunInfo, runInfo } from "./run-info.js";
export { type SampledText, type SampleTextOptions, sampleText } from "./sample-text.js";
export {
  type EpisodeOrder,
  type EpisodeSelection,
  type EpisodeSelectionOptions,
  selectRunEpisodes,
} from "./select-run-episodes.js";
export { type TrainOptions, train } from "./train.js";
export { openTrainedModel, type TrainedModel, type TrainedModelOptions } from "./trained-model.js";
export { loadPlayer, type TrainedPlayer, type TrainedPlayerOptions } from "./trained-player.js";
export type { TrainedRun } from "./trained-run.js";
export type { Training } from "./training.js";
