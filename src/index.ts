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
export {
  type EvaluateOptions,
  type EvaluationReport,
  evaluate,
  type MatchReport,
  type PositionsReport,
} from "./evaluate.js";
export { type ExportedPolicy, exportPolicy } from "./export-policy.js";
export {
  EpisodeLog,
  type EpisodeLogOptions,
  type ReadEpisodesOptions,
  readEpisodes,
} from "./rollout/text/episode-log.js";
export { readEpisodesParquet, writeEpisodesParquet } from "./rollout/text/episode-parquet.js";
export { type TrainOptions, train } from "./train.js";
export { loadPlayer, type TrainedPlayer, type TrainedPlayerOptions } from "./trained-player.js";
export type { TrainedRun } from "./trained-run.js";
export type { Training } from "./training.js";
