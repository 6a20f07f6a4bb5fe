/** Where a run keeps what. */
export const CHECKPOINTS = "checkpoints";
export const GAMES = "games";
export const METRICS_FILE = "metrics.jsonl";
/** What tells, outside of the folder with the checkpoints, that there were some. */
export const MEMORY_FILE = "checkpointed.json";

/** What training leaves besides its configuration; a new run begins without it. */
export const LEFT_BY_TRAINING: readonly string[] = [
  CHECKPOINTS,
  GAMES,
  METRICS_FILE,
  MEMORY_FILE,
  "league",
  "models",
  "episodes.jsonl",
  "underway.jsonl",
];
