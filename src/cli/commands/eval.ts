import { basename } from "node:path";
import type { Command } from "commander";
import type { EvaluationReport, MatchReport, PositionsReport } from "../../evaluate.js";
import { examples } from "../examples.js";
import { percent, table } from "../format.js";
import { whole } from "../numbers.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

interface Options {
  readonly positions?: string;
  readonly against?: string;
  readonly games?: number;
  readonly openingPlies?: number;
  readonly simulations?: number;
  readonly symmetries?: number;
  readonly seed?: number;
  readonly json?: true;
}

export function addEval(program: Command): void {
  const command = program
    .command("eval")
    .summary("measure how strong a run has become")
    .description(
      "Measures the newest weights of a run without noise: in a match, or for Connect Four on positions whose exact " +
        "values are known, beside the raw policy, a random mover and minimax of depth 5.",
    )
    .argument("<run>", "directory of the run")
    .option("--positions <file>", "file of solved Connect Four positions, or a folder of such files")
    .option("--against <player>", "random, greedy, minimax:N, mcts:N, solver or a run (default mcts:100)")
    .option("--games <n>", "games of the match (default 40; against the solver 2)", whole(1))
    .option("--opening-plies <n>", "random plies each game starts with (default 2; solver 0)", whole(0))
    .option("--simulations <n>", "simulations a move (default 64)", whole(1))
    .option(
      "--symmetries <n>",
      "views of a position that the network's answer is averaged over (default 2)",
      whole(1),
    )
    .option("--seed <n>", "names the match's random numbers (default 1)", whole(0))
    .option("--json", "print one JSON object")
    .action(evalAction);
  examples(command, [
    ["selfplay eval runs/a", "a match against plain Monte-Carlo tree search"],
    ["selfplay eval runs/a --positions positions.txt --simulations 64 --json", "share of optimal moves"],
    ["selfplay eval runs/a --against solver", "both sides against the perfect player"],
    ["selfplay eval runs/a --against runs/b --games 200", "one run against another"],
  ]);
}

async function evalAction(directory: string, { json, ...options }: Options): Promise<void> {
  const output = createOutput({ json: json === true });
  await openExistingRun(directory);
  const { evaluate } = await import("../../evaluate.js");
  const report = await evaluate(directory, options);
  output.result({ ...means(report.sets), ...report }, () => words(report));
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

function words(report: EvaluationReport): string {
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
