import { basename } from "node:path";
import type { GameEvaluation, MatchReport, PositionsReport } from "../../evaluation/evaluate-game.js";
import { percent, table } from "../format.js";

/** What was found of a run of a game, for programs. */
export function gameEvaluationJson({ kind: _, ...report }: GameEvaluation): object {
  return { ...means(report.sets), ...report };
}

/** The figures of all sets as one: of a single set its own, of several their mean, each set counting the same. */
function means(sets: readonly PositionsReport[]): Readonly<Record<string, number>> {
  if (sets.length === 0) return {};
  const mean = (value: (set: PositionsReport) => number) =>
    sets.reduce((sum, set) => sum + value(set), 0) / sets.length;
  return {
    positions: sets.reduce((sum, set) => sum + set.positions, 0),
    optimal: mean((set) => set.optimal),
    policyOptimal: mean((set) => set.policyOptimal),
    randomOptimal: mean((set) => set.randomOptimal),
    minimaxOptimal: mean((set) => set.minimaxOptimal),
  };
}

/** What was found of a run of a game, for people. */
export function gameEvaluationWords(report: GameEvaluation): string {
  const head = `${report.run}, step ${report.step}, ${report.simulations} simulations a move`;
  const parts = [head];
  if (report.sets.length > 0)
    parts.push(`Share of positions where the move is optimal:\n${setsTable(report.sets)}`);
  if (report.match) parts.push(matchWords(report.match));
  return parts.join("\n\n");
}

function setsTable(sets: readonly PositionsReport[]): string {
  const row = (name: string, values: Readonly<Record<string, number>>) => [
    name,
    values.positions,
    ...[values.optimal, values.policyOptimal, values.minimaxOptimal, values.randomOptimal].map(percent),
  ];
  const rows = sets.map((set) => row(basename(set.file), means([set])));
  if (sets.length > 1) rows.push(row(`mean of ${sets.length} sets`, means(sets)));
  return table([["positions", "n", "search", "policy", "minimax:5", "random"], ...rows]);
}

function matchWords({
  against,
  games,
  wins,
  draws,
  losses,
  score,
  interval,
  movingFirst,
}: MatchReport): string {
  const first = `${movingFirst.wins} won, ${movingFirst.draws} drawn, ${movingFirst.losses} lost`;
  return [
    `Against ${against}, ${games} games: ${wins} won, ${draws} drawn, ${losses} lost; ` +
      `score ${percent(score)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])})`,
    `moving first: ${first}`,
  ].join("\n");
}
