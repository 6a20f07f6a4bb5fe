/** Which of many episodes may be shown. */
export const EPISODE_ORDERS = ["best", "worst", "strangest", "last"] as const;

/** Which of many episodes are shown. */
export type EpisodeOrder = (typeof EPISODE_ORDERS)[number];
