import { loadReferencedGame } from "../environments/load-game.js";
import { checkGame } from "../games/index.js";
import { type MetricsRecord, openRun } from "../run/index.js";
import { gameOf } from "../run-settings.js";
import { diagnose } from "./diagnose.js";
import type { Finding } from "./finding.js";

/** What the doctor found. */
export interface DoctorReport {
  readonly run: string;
  /** Rounds of self-play in its metrics. */
  readonly rounds: number;
  readonly findings: readonly Finding[];
}

/**
 * Looks at a run and its game and says in words why it does not learn, if it does not.
 *
 * @throws RunError when there is no run
 * @example
 * for (const { message, advice } of (await examineRun("runs/a")).findings) console.log(message, advice);
 */
export async function examineRun(directory: string): Promise<DoctorReport> {
  const run = await openRun(directory);
  const game = await loadReferencedGame(gameOf(run));
  const metrics = await run.metrics();
  const rounds = metrics.filter(({ type }) => type === "round");
  const rules = checkGame(game).map(
    ({ check, severity, message }): Finding => ({
      name: `game-${check}`,
      severity: severity === "error" ? "problem" : "warning",
      message: `The game breaks its contract: ${message}`,
      evidence: "`selfplay check` on the game",
      advice: "Mend the game first; nothing learnt from wrong rules is worth anything.",
    }),
  );
  const findings = [...rules, ...diagnose(rounds, game), ...flatStrength(metrics)];
  return { run: directory, rounds: rounds.length, findings };
}

/** Strength that has stood still over the second half of the evaluations. */
function flatStrength(metrics: readonly MetricsRecord[]): Finding[] {
  const strengths = metrics.filter(({ type, label }) => type === "evaluation" && label === "Elo");
  if (strengths.length < 6) return [];
  const values = strengths.map(({ value }) => Number(value));
  const half = Math.floor(values.length / 2);
  const [before, after] = [Math.max(...values.slice(0, half)), Math.max(...values.slice(half))];
  if (after > before + 20) return [];
  return [
    {
      name: "flat-strength",
      severity: "warning",
      message: "Strength has not risen in the second half of the run.",
      evidence: `best Elo ${before.toFixed(0)} in the first half, ${after.toFixed(0)} in the second`,
      advice:
        "It may be near the best there is; else more --simulations, a larger network, or more exploration.",
    },
  ];
}
