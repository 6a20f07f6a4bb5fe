import { join } from "node:path";
import { EPISODES_FILE } from "../../algorithms/language/progress.js";
import { examineRun } from "../../doctor/doctor.js";
import { countFailed } from "../../doctor/language/failed-episodes.js";
import { lateHackedShare } from "../../doctor/language/late-hacked-share.js";
import { openRun } from "../../run/index.js";
import { commandLine } from "../command-line.js";
import { percent } from "../format.js";
import type { Output } from "../output.js";

/** What the figures of a trained language model do not show. */
export interface Troubles {
  /** Lines for people. */
  readonly lines: readonly string[];
  /** The command that says more, where the doctor finds a problem. */
  readonly doctor: string | undefined;
}

/** Looks for what is wrong with a run: episodes that failed, rewards that were earned without solving, what the doctor finds. */
export async function troublesOf(directory: string, { yellow }: Output["colours"]): Promise<Troubles> {
  const run = await openRun(directory);
  const metrics = await run.metrics();
  const { findings } = await examineRun(directory);
  const doctor = commandLine("doctor", directory);
  const failed = await countFailed(metrics, join(run.path, EPISODES_FILE));
  const hacked = lateHackedShare(metrics);
  const lines: string[] = [];
  if (failed !== undefined) {
    const why = failed.most === undefined ? "" : `, most often ${failed.most}`;
    lines.push(yellow(`${failed.failed} of ${failed.all} episodes failed${why}; see \`${doctor}\``));
  }
  if (hacked !== undefined) {
    const told = hackedLine(hacked.share, hacked.steps);
    const found = findings.some(({ name }) => name === "hackable-reward");
    lines.push(found ? yellow(`${told}; see \`${doctor}\``) : told);
  }
  return { lines, doctor: findings.some(({ severity }) => severity === "problem") ? doctor : undefined };
}

function hackedLine(share: number, steps: number): string {
  const when = steps === 1 ? "the last step" : `the last ${steps} steps`;
  return `Rewarded but not solved: ${percent(share)} of the episodes with a positive reward, in ${when} of practice`;
}
