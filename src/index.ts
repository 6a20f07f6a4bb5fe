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
export { GameError, GraphError, OptionError, RunError, SandboxError, SelfplayError } from "./errors.js";
export {
  type EvaluateOptions,
  type EvaluationReport,
  evaluate,
  type MatchReport,
  type PositionsReport,
} from "./evaluate.js";
export { type ExportedPolicy, exportPolicy } from "./export-policy.js";
export { type TrainOptions, train } from "./train.js";
export { loadPlayer, type TrainedPlayer, type TrainedPlayerOptions } from "./trained-player.js";
export type { TrainedRun } from "./trained-run.js";
export type { Training } from "./training.js";
