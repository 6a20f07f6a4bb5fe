import { type Finding, percent } from "../finding.js";
import type { PractisedStage } from "./practised-stage.js";

/** Looks at a stage in which a policy practised, with the run's settings. */
export type PracticeCheck = (
  stage: PractisedStage,
  settings: Readonly<Record<string, unknown>>,
) => Finding | undefined;

/** A metric at the beginning and at the end of a stage, as text. */
export const fromTo = (stage: PractisedStage, metric: string, show: (value: number) => string = percent) =>
  `from ${show(stage.early(metric))} to ${show(stage.late(metric))}`;
