import type { Finding, Round } from "../finding.js";
import { ANSWER_CHECKS } from "./answer-checks.js";
import { POLICY_CHECKS } from "./policy-checks.js";
import { PractisedStage, stagesOf } from "./practised-stage.js";
import { STEP_CHECKS } from "./step-checks.js";

/**
 * Reads the metrics of a language model's run and says what is wrong with its learning.
 *
 * @param metrics the lines of `metrics.jsonl`, oldest first
 * @param settings those of the run's configuration
 * @returns nothing when all is well, or when there is too little to tell
 */
export function diagnoseLanguage(
  metrics: readonly Round[],
  settings: Readonly<Record<string, unknown>>,
): Finding[] {
  const findings = [
    ...metrics.filter(({ type }) => type === "diverged").map(diverged),
    ...metrics.filter(({ type }) => type === "failed").map(failed),
  ];
  for (const stage of stagesOf(metrics)) {
    const practised = PractisedStage.of(stage);
    findings.push(...STEP_CHECKS.flatMap((check) => check(stage, settings) ?? []));
    if (practised)
      findings.push(
        ...[...POLICY_CHECKS, ...ANSWER_CHECKS].flatMap((check) => check(practised, settings) ?? []),
      );
  }
  return findings;
}

function diverged({ step, stage, rateSetting, message }: Round): Finding {
  const flag = rateSetting === "showLearningRate" ? "--show-learning-rate" : "--learning-rate";
  return {
    name: "diverged",
    severity: "problem",
    message: "What the model computes is no number any more, so training has stopped.",
    evidence: `${stage}, step ${step}: ${message}`,
    advice: `Begin a new run with a tenth of ${flag}, a smaller --clip-norm, or less weight decay.`,
  };
}

function failed({ step, message }: Round): Finding {
  return {
    name: "failed",
    severity: "problem",
    message: "Training ended in an error.",
    evidence: `after step ${step}: ${message}`,
    advice: "Mend what the error names; then --resume goes on from the newest checkpoint.",
  };
}
