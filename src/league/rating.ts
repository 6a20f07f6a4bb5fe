import { OptionError } from "../errors.js";
import { mostLikely, type Pair } from "./bradley-terry.js";

/** Games between two players, counted for the first of them. */
export interface MatchRecord {
  readonly players: readonly [string, string];
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
}

/** A player's strength. */
export interface Rating {
  readonly player: string;
  /** Elo points above the anchor; 400 points are odds of 10 to 1. */
  readonly elo: number;
  /** 95 % confidence interval of `elo`; the anchor's own has no width. */
  readonly interval: readonly [number, number];
  /** Games played. */
  readonly games: number;
}

/** How {@link rate} rates. */
export interface RatingOptions {
  /** The player whose rating is 0. Default "random". */
  readonly anchor?: string;
  /** Draws that every player is thought to have played besides, shared among its opponents. Default 1. */
  readonly priorDraws?: number;
}

const ELO_PER_NAT = 400 / Math.LN10;
const Z95 = 1.959964;

/**
 * Elo ratings of players from the games between them: maximum likelihood in the model of Bradley and Terry (1952), a
 * draw counting as half a win and half a loss, with the weak prior of Coulom's BayesElo (virtual draws), so that a
 * player who won every game has a finite rating. Intervals are those of the normal distribution with the inverse
 * Fisher information as variances.
 *
 * @returns best first
 * @throws OptionError when the anchor has played no game
 * @example
 * rate([{ players: ["step 100", "random"], wins: 38, draws: 0, losses: 2 }]);
 */
export function rate(records: readonly MatchRecord[], options: RatingOptions = {}): Rating[] {
  const { anchor = "random", priorDraws = 1 } = options;
  const players = [...new Set(records.flatMap((record) => record.players))].sort();
  if (!players.includes(anchor)) throw new OptionError("anchor", `one of ${players.join(", ")}`, anchor);
  // The anchor comes last, so that the unknown ratings are the first ones.
  const order = [...players.filter((player) => player !== anchor), anchor];
  const pairs = withPrior(pairUp(records, order), order.length, priorDraws);
  const { ratings, variances } = mostLikely(pairs, order.length - 1);
  const rated = order.map((player, i) => {
    const elo = i < ratings.length ? ratings[i] * ELO_PER_NAT : 0;
    const margin = i < ratings.length ? Z95 * Math.sqrt(variances[i]) * ELO_PER_NAT : 0;
    const games = sum(records.filter((record) => record.players.includes(player)).map(gamesOf));
    return { player, elo, interval: [elo - margin, elo + margin] as const, games };
  });
  return rated.sort((a, b) => b.elo - a.elo);
}

function pairUp(records: readonly MatchRecord[], order: readonly string[]): Pair[] {
  const index = new Map(order.map((player, i) => [player, i]));
  return records
    .filter((record) => record.players[0] !== record.players[1] && gamesOf(record) > 0)
    .map(({ players, wins, draws, losses }) => ({
      a: index.get(players[0])!,
      b: index.get(players[1])!,
      pointsA: wins + draws / 2,
      pointsB: losses + draws / 2,
    }));
}

/** Adds the virtual draws: each player's are spread over its opponents as its games are. */
function withPrior(pairs: readonly Pair[], players: number, priorDraws: number): Pair[] {
  const games = new Float64Array(players);
  for (const { a, b, pointsA, pointsB } of pairs) {
    games[a] += pointsA + pointsB;
    games[b] += pointsA + pointsB;
  }
  return pairs.map((pair) => {
    const played = pair.pointsA + pair.pointsB;
    const draws = (priorDraws * (played / games[pair.a] + played / games[pair.b])) / 2;
    return { ...pair, pointsA: pair.pointsA + draws / 2, pointsB: pair.pointsB + draws / 2 };
  });
}

function gamesOf({ wins, draws, losses }: MatchRecord): number {
  return wins + draws + losses;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
