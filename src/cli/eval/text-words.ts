import type { TextEvaluation } from "../../evaluation/text-evaluation.js";
import { percent, table } from "../format.js";

/** What was found of a language model, for programs; without the answers themselves. */
export function textEvaluationJson({ kind: _, episodes: __, ...report }: TextEvaluation): object {
  return report;
}

/** What was found of a language model, for people. */
export function textEvaluationWords(report: TextEvaluation): string {
  const { run, step, stage, environment, options, examples, passAt, samples, temperature } = report;
  const from = [run, ...(stage ? [`stage ${stage}`] : []), ...(step === undefined ? [] : [`step ${step}`])];
  const values = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const { examplesAsked, accuracy, ci95, byDifficulty, hackedShare, truncatedShare, errors, failures } =
    report;
  const lines = [
    from.join(", "),
    `on ${examples} held-out examples of ${[environment, ...values].join(", ")}`,
    ...(examplesAsked === undefined
      ? []
      : [`(${examplesAsked} were asked for; no more different ones were found)`]),
    "",
    `solved ${percent(accuracy)} (95 % interval ${percent(ci95[0])} to ${percent(ci95[1])})`,
  ];
  if (samples > 1) {
    const passes = Object.entries(passAt).map(([k, share]) => [`pass@${k}`, percent(share)]);
    lines.push("", `of ${samples} answers to each, at temperature ${temperature}:`, grid(passes));
  }
  const difficulties = Object.entries(byDifficulty);
  if (difficulties.length > 1)
    lines.push(
      "",
      grid(difficulties.map(([difficulty, share]) => [`difficulty ${difficulty}`, percent(share)])),
    );
  const failed = Object.entries(errors).map(([boundary, count]) => `, errors of the ${boundary}: ${count}`);
  const remarks = `rewarded but not solved ${percent(hackedShare)}, cut off ${percent(truncatedShare)}`;
  const why = failures
    ? [`${failures.failed} of ${failures.episodes} episodes failed, most often ${failures.most}`]
    : [];
  return [...lines, "", remarks + failed.join(""), ...why].join("\n");
}

/** Names above their values. */
function grid(cells: readonly (readonly string[])[]): string {
  return table([cells.map(([name]) => name), cells.map(([, value]) => value)]);
}
