import type { EpisodeBudgets, StepLimits } from "../../rollout/text/budgets.js";
import type { LanguageValues } from "./settings.js";

/** The settings that say what an episode may spend, and how long a step of it may take. */
export const EPISODE_LIMITS = [
  "maxTurns",
  "maxEpisodeTokens",
  "maxToolCalls",
  "episodeSeconds",
  "environmentSeconds",
  "toolSeconds",
] as const satisfies readonly (keyof LanguageValues)[];

/** Values of {@link EPISODE_LIMITS}. */
export type EpisodeLimitValues = Pick<LanguageValues, (typeof EPISODE_LIMITS)[number]>;

/** What episodes are played with, in practice and when they are measured. */
export interface EpisodeLimits {
  readonly budgets: EpisodeBudgets;
  readonly limits: StepLimits;
}

/** The settings as episodes take them: where 0 stands for no limit, there is none. */
export function episodeLimits(values: EpisodeLimitValues): EpisodeLimits {
  const { maxTurns, maxEpisodeTokens, maxToolCalls, episodeSeconds, environmentSeconds, toolSeconds } =
    values;
  return {
    budgets: {
      turns: maxTurns,
      ...(maxEpisodeTokens > 0 && { tokens: maxEpisodeTokens }),
      ...(maxToolCalls > 0 && { toolCalls: maxToolCalls }),
      ...(episodeSeconds > 0 && { seconds: episodeSeconds }),
    },
    limits: { environment: environmentSeconds, tool: toolSeconds },
  };
}
