import { type TextEpisodeRecord, totalReward } from "../../rollout/text/text-episode-record.js";
import { type AdvantageKind, groupAdvantages, hasSignal } from "./advantages.js";

/** Several answers to one prompt, and what they are worth beside one another. */
export interface Group {
  readonly episodes: readonly TextEpisodeRecord[];
  /** `[players][episodes]` */
  readonly rewards: readonly (readonly number[])[];
  /** `[players][episodes]`: beside the same player of the other episodes; all 0 where his rewards are the same */
  readonly advantages: readonly (readonly number[])[];
  /** Whether the rewards of any player differ. */
  readonly signal: boolean;
}

/**
 * Puts episodes into their groups. Those that cannot be judged, because something went wrong outside of the answer, or
 * that have no tokens to learn from, are left out.
 */
export function groupEpisodes(episodes: readonly TextEpisodeRecord[], kind: AdvantageKind): Group[] {
  const groups = new Map<string, TextEpisodeRecord[]>();
  for (const episode of episodes) {
    const name = episode.group ?? "";
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    if (isJudged(episode)) group.push(episode);
  }
  return [...groups.values()].map((group) => {
    const players = group[0]?.sequences.length ?? 1;
    const rewards = Array.from({ length: players }, (_, player) =>
      group.map((episode) => totalReward(episode, player)),
    );
    return {
      episodes: group,
      rewards,
      advantages: rewards.map((own) => groupAdvantages(own, kind)),
      signal: rewards.some(hasSignal),
    };
  });
}

/** Whether an episode says something about the policy: a failing environment or engine does not. */
export function isJudged({ errors, sequences }: TextEpisodeRecord): boolean {
  return errors.length === 0 && sequences.some(({ mask }) => mask.includes(1));
}
