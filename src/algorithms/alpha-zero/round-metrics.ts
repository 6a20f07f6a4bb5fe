import { addSums, emptySums } from "../../rollout/statistics.js";
import type { Metrics } from "../algorithm.js";
import type { LearnReport } from "./learner-side.js";
import type { RoundReport } from "./self-play-side.js";

/** What one round of self-play and learning is described by, as a line of the run's metrics. */
export function roundMetrics(rounds: readonly RoundReport[], learnt: LearnReport, seconds: number): Metrics {
  const sums = emptySums();
  for (const round of rounds) addSums(sums, round.sums);
  const total = (of: (round: RoundReport) => number) => rounds.reduce((sum, round) => sum + of(round), 0);
  const simulations = total(({ search }) => search.simulations);
  const leaves = total(({ search }) => search.evaluations + search.cacheHits);
  const playing = total((round) => round.seconds);
  const stages = ["opening", "middle", "end"] as const;
  const byStage = stages.map((stage, i) => [
    [`valueRightSign.${stage}`, share(sums.rightSign[i], sums.decided[i])],
    [`valueError.${stage}`, share(sums.valueError[i], sums.stagePlies[i])],
  ]);
  return defined({
    policyLoss: learnt.policyLoss,
    valueLoss: learnt.valueLoss,
    gradientNorm: learnt.gradientNorm,
    learnerSteps: learnt.steps,
    learnerSeconds: learnt.seconds,
    window: learnt.window,
    duplicateShare: learnt.duplicates,
    games: sums.games,
    plies: sums.plies,
    drawShare: share(sums.draws, sums.games),
    firstPlayerShare: share(sums.firstPlayerWins + sums.draws / 2, sums.games),
    gameLength: share(sums.length, sums.games),
    policyEntropy: share(sums.priorEntropy, sums.plies),
    targetEntropy: share(sums.targetEntropy, sums.plies),
    ...Object.fromEntries(byStage.flat()),
    cacheHitShare: share(
      total(({ search }) => search.cacheHits),
      leaves,
    ),
    terminalShare: share(
      total(({ search }) => search.terminals),
      simulations,
    ),
    networkShare: share(
      total((round) => round.networkSeconds),
      playing,
    ),
    resignationsChecked: total(({ resignation }) => resignation.checked),
    resignationsWrong: total(({ resignation }) => resignation.wrong),
    simulationsPerSecond: simulations / seconds,
    pliesPerSecond: sums.plies / seconds,
    seconds,
  });
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : Number.NaN;
}

/** Leaves out what has no value, such as a share of nothing. */
function defined(record: Record<string, number>): Metrics {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !Number.isNaN(value)));
}
