/** Where a run keeps what. */
export const CHECKPOINTS = "checkpoints";
export const GAMES = "games";
export const METRICS_FILE = "metrics.jsonl";
