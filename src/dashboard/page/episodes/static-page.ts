import type { EpisodeEntry, EpisodePage } from "../../api.js";
import { type EpisodeQuery, PAGE } from "./query.js";

/** What a server would answer, from the episodes that a published site holds. */
export function staticPage(all: EpisodePage, query: EpisodeQuery, offset: number): EpisodePage {
  const matching = all.episodes.filter((episode) => wanted(episode, query));
  const sign = query.order === "best" ? -1 : 1;
  if (query.order === "best" || query.order === "worst")
    matching.sort((a, b) => sign * (a.reward - b.reward));
  const mean = (value: (episode: EpisodeEntry) => number) =>
    matching.length === 0 ? 0 : matching.reduce((sum, episode) => sum + value(episode), 0) / matching.length;
  return {
    matching: matching.length,
    solved: mean(({ solved }) => Number(solved)),
    reward: mean(({ reward }) => reward),
    episodes: matching.slice(offset, offset + PAGE),
  };
}

function wanted(episode: EpisodeEntry, query: EpisodeQuery): boolean {
  const { solved, rewardAbove, rewardBelow, longerThan, error, text } = query;
  if (solved !== "" && String(episode.solved) !== solved) return false;
  if (rewardAbove !== "" && !(episode.reward > Number(rewardAbove))) return false;
  if (rewardBelow !== "" && !(episode.reward < Number(rewardBelow))) return false;
  if (longerThan !== "" && !(episode.sampledTokens > Number(longerThan))) return false;
  if (error !== "" && episode.errors === 0) return false;
  return text === "" || episode.answer.includes(text);
}
