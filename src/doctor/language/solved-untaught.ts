import type { MetricsRecord } from "../../run/index.js";
import { type Finding, percent } from "../finding.js";

/** Share of held-out examples that no model from nothing solves before its first step. */
const IMPLAUSIBLE = 0.5;

/**
 * A model from nothing writes characters at random: where it is called right before its first step, the grader says so of anything.
 *
 * @param model of the run's configuration
 */
export function solvedUntaught(model: unknown, metrics: readonly MetricsRecord[]): Finding | undefined {
  const fresh = typeof model === "object" && model !== null && "preset" in model;
  const first = metrics.find(({ type, step }) => type === "evaluation" && step === 0);
  if (!fresh || first === undefined || !(Number(first.value) >= IMPLAUSIBLE)) return undefined;
  return {
    name: "solved-untaught",
    severity: "problem",
    message: "Examples counted as solved before anything was learnt: the checker is content with any answer.",
    evidence: `step 0: ${percent(Number(first.value))} ${first.label ?? "solved"}`,
    advice:
      "Look at what the task's `grade` calls solved; `selfplay check` gives it answers that are wrong on purpose.",
  };
}
