import type { Command } from "commander";
import { type MatchRecord, type Rating, rate } from "../../league/rating.js";
import { examples } from "../examples.js";
import { table } from "../format.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

export function addRatings(program: Command): void {
  const command = program
    .command("ratings")
    .summary("Elo ratings of a run's past selves and opponents")
    .description(
      "Shows the league of a run: every checkpoint that was measured and the fixed opponents, with Elo ratings " +
        "(random play is 0), 95 % intervals and results.",
    )
    .argument("<run>", "directory of the run")
    .option("--json", "print one JSON object")
    .action(async (directory: string, { json }: { readonly json?: true }) => {
      const output = createOutput({ json: json === true });
      const run = await openExistingRun(directory);
      const matches = (await run.metrics()).filter(
        ({ type }) => type === "match",
      ) as unknown as MatchRecord[];
      const ratings = matches.length === 0 ? [] : rate(matches);
      output.result({ run: directory, ratings, matches }, () =>
        ratings.length === 0
          ? `${directory}: no match has been played yet.`
          : `${ratingsTable(ratings, matches)}\n\n${matchesTable(matches)}`,
      );
    });
  examples(command, [["selfplay ratings runs/a", "has it become stronger than its past selves?"]]);
}

function ratingsTable(ratings: readonly Rating[], matches: readonly MatchRecord[]): string {
  const rows = ratings.map(({ player, elo, interval, games }) => [
    player,
    Math.round(elo),
    `${Math.round(interval[0])} … ${Math.round(interval[1])}`,
    games,
    ...results(player, matches),
  ]);
  return table([["player", "Elo", "95 %", "games", "won", "drawn", "lost"], ...rows]);
}

function matchesTable(matches: readonly MatchRecord[]): string {
  const rows = matches.map(({ players, wins, draws, losses }) => [...players, wins, draws, losses]);
  return table([["player", "against", "won", "drawn", "lost"], ...rows]);
}

function results(player: string, matches: readonly MatchRecord[]): [number, number, number] {
  let [won, drawn, lost] = [0, 0, 0];
  for (const { players, wins, draws, losses } of matches) {
    const seat = players.indexOf(player);
    if (seat < 0) continue;
    won += seat === 0 ? wins : losses;
    drawn += draws;
    lost += seat === 0 ? losses : wins;
  }
  return [won, drawn, lost];
}
