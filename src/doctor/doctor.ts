import { join } from "node:path";
import { EPISODES_FILE } from "../algorithms/language/progress.js";
import { checkGame } from "../games/index.js";
import { type MetricsRecord, openRun, type RunDirectory } from "../run/index.js";
import { loadGameOfRun } from "../scenarios/file-of-run.js";
import { diagnose } from "./diagnose.js";
import type { Finding } from "./finding.js";
import { diagnoseLanguage } from "./language/diagnose-language.js";
import { failedEpisodes } from "./language/failed-episodes.js";
import { solvedUntaught } from "./language/solved-untaught.js";

/** What the doctor found. */
export interface DoctorReport {
  readonly run: string;
  /** Rounds of self-play in its metrics; steps of training, for a language model. */
  readonly rounds: number;
  readonly findings: readonly Finding[];
}

/** How {@link examineRun} looks. */
export interface ExamineOptions {
  /**
   * Check the rules of a game that comes from a file, which runs what is in that file. Default true; without it nothing is said of a
   * run of such a game.
   */
  readonly loadFiles?: boolean;
}

/**
 * Looks at a run and says in words why it does not learn, if it does not. Of a game the rules are checked too.
 *
 * @throws RunError when there is no run
 * @example
 * for (const { message, advice } of (await examineRun("runs/a")).findings) console.log(message, advice);
 */
export async function examineRun(
  directory: string,
  { loadFiles = true }: ExamineOptions = {},
): Promise<DoctorReport> {
  const run = await openRun(directory);
  if (!loadFiles && run.config.game?.file !== undefined) return { run: run.path, rounds: 0, findings: [] };
  return run.config.task === undefined ? examineGameRun(run) : examineLanguageRun(run);
}

async function examineLanguageRun(run: RunDirectory): Promise<DoctorReport> {
  const metrics = await run.metrics();
  const failed = await failedEpisodes(metrics, join(run.path, EPISODES_FILE));
  const untaught = solvedUntaught(run.config.model, metrics);
  const first = [failed, untaught].filter((finding) => finding !== undefined);
  const findings = [...first, ...diagnoseLanguage(metrics, run.config.settings)];
  return { run: run.path, rounds: metrics.filter(({ type }) => type === "step").length, findings };
}

async function examineGameRun(run: RunDirectory): Promise<DoctorReport> {
  const game = await loadGameOfRun(run);
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
  return { run: run.path, rounds: rounds.length, findings };
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
