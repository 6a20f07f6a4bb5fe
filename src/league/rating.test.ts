import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Random } from "../random/index.js";
import { cholesky, solve } from "./cholesky.js";
import { type MatchRecord, type Rating, rate } from "./rating.js";

/** Plays every pair of the players with the given true ratings; a share of the games is drawn. */
function tournament(truth: Readonly<Record<string, number>>, games: number, random: Random): MatchRecord[] {
  const names = Object.keys(truth);
  return names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => {
      const expected = 1 / (1 + 10 ** ((truth[b] - truth[a]) / 400));
      const record = { players: [a, b] as const, wins: 0, draws: 0, losses: 0 };
      for (let game = 0; game < games; game++) {
        if (random.chance(expected)) record.wins++;
        else record.losses++;
      }
      return record;
    }),
  );
}

const byName = (ratings: readonly Rating[]) => new Map(ratings.map((rating) => [rating.player, rating]));
const names = ["random", "a", "b", "c", "d"];
const recordsOf = fc.array(
  fc.record({
    players: fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)),
    wins: fc.nat(50),
    draws: fc.nat(50),
    losses: fc.nat(50),
  }),
  { maxLength: 12 },
);
const linked = recordsOf.map((records) => [
  ...records,
  ...names
    .slice(1)
    .map((name) => ({ players: ["random", name] as [string, string], wins: 1, draws: 1, losses: 5 })),
]);

describe("rate", () => {
  test("two players: the odds of the score, a virtual draw added", () => {
    const [best, anchor] = rate([{ players: ["a", "random"], wins: 30, draws: 4, losses: 6 }]);
    expect(anchor).toEqual({ player: "random", elo: 0, interval: [0, 0], games: 40 });
    expect(best.elo).toBeCloseTo(400 * Math.log10(32.5 / 8.5), 0);
    // The variance of a logit of proportion p in n games is 1 / (n p (1 − p)).
    const deviation = (400 / Math.LN10) * Math.sqrt(41 / (32.5 * 8.5));
    expect(best.interval[1] - best.elo).toBeCloseTo(1.96 * deviation, 0);
  });

  test("the intervals hold the true ratings in 95 % of the cases", () => {
    const truth = { random: 0, a: 150, b: 320, c: 380, d: 700 };
    let held = 0;
    let all = 0;
    for (let round = 0; round < 300; round++) {
      const ratings = byName(rate(tournament(truth, 40, new Random(1, "tournament", round))));
      for (const name of names.slice(1)) {
        const [low, high] = ratings.get(name)!.interval;
        const elo = truth[name as keyof typeof truth];
        if (low <= elo && elo <= high) held++;
        all++;
      }
    }
    expect(held / all).toBeGreaterThan(0.93);
    expect(held / all).toBeLessThan(0.98);
  });

  test("many games recover the ratings", () => {
    const truth = { random: 0, a: -200, b: 500, c: 900 };
    const ratings = byName(rate(tournament(truth, 20_000, new Random(2))));
    for (const [name, elo] of Object.entries(truth))
      expect(Math.abs(ratings.get(name)!.elo - elo)).toBeLessThan(25);
  });

  test("who won or lost every game has a finite rating, further away for more games", () => {
    const elo = (wins: number) => rate([{ players: ["a", "random"], wins, draws: 0, losses: 0 }])[0].elo;
    expect(elo(10)).toBeGreaterThan(300);
    expect(elo(100)).toBeGreaterThan(elo(10) + 300);
    expect(elo(1e6)).toBeLessThan(3000);
    const chain = names.slice(1).map((name, i) => {
      const players = [name, names[i]] as const;
      return { players, wins: 100, draws: 0, losses: 0 };
    });
    expect(rate(chain).map(({ player }) => player)).toEqual([...names].reverse());
  });

  test("players whom no games link to the anchor get an interval that says so, and change nothing", () => {
    const known: MatchRecord = { players: ["a", "random"], wins: 30, draws: 0, losses: 10 };
    const apart: MatchRecord = { players: ["x", "y"], wins: 30, draws: 0, losses: 10 };
    const ratings = byName(rate([known, apart]));
    const [low, high] = ratings.get("x")!.interval;
    expect(high - low).toBeGreaterThan(4000);
    expect(ratings.get("x")!.elo - ratings.get("y")!.elo).toBeCloseTo(ratings.get("a")!.elo, 0);
    expect(ratings.get("a")!.elo).toBeCloseTo(rate([known])[0].elo, 6);
  });

  test("any results: finite ratings, best first, whatever the order of records and players", () => {
    fc.assert(
      fc.property(linked, fc.nat(100), (records, turn) => {
        const ratings = rate(records);
        for (const { elo, interval, player } of ratings) {
          expect(Number.isFinite(elo) && Number.isFinite(interval[0])).toBe(true);
          if (player !== "random") expect(interval[1]).toBeGreaterThan(interval[0]);
        }
        const elos = ratings.map(({ elo }) => elo);
        expect([...elos].sort((a, b) => b - a)).toEqual(elos);
        const other = byName(rate(new Random(turn).shuffle(records.map(turned))));
        for (const { player, elo } of ratings) expect(other.get(player)!.elo).toBeCloseTo(elo, 4);
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test("more wins never lower a rating", () => {
    fc.assert(
      fc.property(linked, fc.constantFrom(...names.slice(1)), fc.constantFrom(...names), (records, a, b) => {
        if (a === b) return;
        const more = [...records, { players: [a, b] as const, wins: 5, draws: 0, losses: 0 }];
        // Virtual draws follow the games, so the prior is left out to compare.
        const before = byName(rate(records, { priorDraws: 0 })).get(a)!.elo;
        expect(byName(rate(more, { priorDraws: 0 })).get(a)!.elo).toBeGreaterThanOrEqual(before - 1e-6);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test("a missing anchor is an error that names the players", () => {
    const records: MatchRecord[] = [{ players: ["a", "b"], wins: 1, draws: 0, losses: 0 }];
    expect(() => rate(records)).toThrow('anchor: expected one of a, b, found "random"');
    expect(rate(records, { anchor: "b" }).map(({ player }) => player)).toEqual(["a", "b"]);
  });
});

test("cholesky and solve invert a matrix", () => {
  const random = new Random(4);
  const size = 6;
  const root = Float64Array.from({ length: size * size }, () => random.normal());
  const matrix = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return (
      (i === j ? 1 : 0) +
      root.reduce((sum, _x, k) => (k < size ? sum + root[i * size + k] * root[j * size + k] : sum), 0)
    );
  });
  const x = Float64Array.from({ length: size }, () => random.normal());
  const right = x.map((_, i) => x.reduce((sum, value, j) => sum + matrix[i * size + j] * value, 0));
  const found = solve(cholesky(matrix, size), right);
  for (let i = 0; i < size; i++) expect(found[i]).toBeCloseTo(x[i], 9);
});

function turned({ players: [a, b], wins, draws, losses }: MatchRecord): MatchRecord {
  return { players: [b, a], wins: losses, draws, losses: wins };
}
