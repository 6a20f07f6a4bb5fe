import { plannedSteps } from "../algorithms/language/planned-steps.js";
import type { RunDirectory } from "../run/index.js";

/** When a run that has not practised yet will. */
export interface PracticeAhead {
  /** Steps that were made. */
  readonly step: number;
  /** Steps that come before practice. */
  readonly shown: number;
  /** Steps of practice that are planned. */
  readonly practised: number;
}

/** What lies between a run of a language model and its first step of practice; undefined once that is made. */
export async function practiceAhead(
  run: Pick<RunDirectory, "config" | "metrics">,
): Promise<PracticeAhead | undefined> {
  const { shown, practised, practice } = plannedSteps(run.config.settings);
  const steps = (await run.metrics()).filter(({ type }) => type === "step");
  if (steps.some(({ stage }) => stage === practice)) return undefined;
  return { step: Number(steps.at(-1)?.step ?? 0), shown, practised };
}
