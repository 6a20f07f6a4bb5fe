import { type MatchRecord, rate } from "../../league/rating.js";
import type { League, PairResult } from "../api.js";

/** Ratings of a run's players, and how each fared against each. */
export function leagueOf(matches: readonly MatchRecord[]): League {
  const players = new Set(matches.flatMap((match) => match.players));
  if (players.size === 0) return { ratings: [], matrix: [] };
  const [first] = players;
  const ratings = rate(matches, { anchor: players.has("random") ? "random" : first });
  const matrix = ratings.map(({ player }) =>
    ratings.map((other) => pairResult(matches, player, other.player)),
  );
  return { ratings, matrix };
}

function pairResult(matches: readonly MatchRecord[], player: string, other: string): PairResult | null {
  let [wins, draws, losses] = [0, 0, 0];
  for (const match of matches) {
    const [a, b] = match.players;
    if (!((a === player && b === other) || (a === other && b === player))) continue;
    const forward = a === player;
    wins += forward ? match.wins : match.losses;
    draws += match.draws;
    losses += forward ? match.losses : match.wins;
  }
  return player === other || wins + draws + losses === 0 ? null : { wins, draws, losses };
}
