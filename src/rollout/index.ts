export type { EpisodeBudgets, StepLimits } from "./text/budgets.js";
export type { EpisodeFailures } from "./text/episode-failures.js";
export { type EpisodeStatistics, episodeStatistics, hackedShare } from "./text/episode-statistics.js";
export { parseToolCalls } from "./text/parse-tool-calls.js";
export { type EpisodeJob, type PlayOptions, playEpisode } from "./text/play-episode.js";
export { groupsOf, type PlayManyOptions, playEpisodes } from "./text/play-episodes.js";
export {
  bestEpisodes,
  type StrangeEpisode,
  strangestEpisodes,
  worstEpisodes,
} from "./text/select-episodes.js";
export {
  type EpisodeEnd,
  type EpisodeError,
  type RecordedMessage,
  TEXT_EPISODE_VERSION,
  type TextEpisodeRecord,
  type TokenSequence,
  totalReward,
} from "./text/text-episode-record.js";
export type { Answer, AnswerContext, TextPolicy } from "./text/text-policy.js";
