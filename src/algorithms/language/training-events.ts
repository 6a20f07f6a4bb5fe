import type { Budget, Metrics, ProgressEvent, StartedEvent } from "../algorithm.js";
import type { Clock } from "../clock.js";
import type { Completion } from "./completion.js";
import type { LanguageExaminer } from "./examiner.js";
import type { OpenModel } from "./model.js";
import type { LanguagePlan, LanguageTrainingContext } from "./plan.js";
import type { Stage } from "./stage.js";

/** The first event of a training. @param resumed where it goes on from, if it does */
export function startedEvent(
  { scenario }: LanguagePlan,
  { run, seed, workers, budget }: LanguageTrainingContext,
  { engine }: OpenModel,
  resumed: Pick<StartedEvent, "resumedFrom" | "resumedEpisodes"> | undefined,
): StartedEvent {
  return {
    ...{ type: "started", run: run.path, scenario, device: "cpu", workers, seed },
    parameters: engine.parameters.total,
    speeds: {},
    ...(isLimited(budget) && budget),
    ...resumed,
  };
}

const isLimited = (budget: Budget) => Number.isFinite(Object.values(budget)[0]);

/** What a training is told by while it goes on. */
export interface ToldOf {
  readonly stage: Stage;
  /** Of the newest step. */
  readonly metrics: Metrics;
  readonly tokensPerSecond: number;
  readonly clock: Clock;
  readonly completion: Completion;
  readonly examiner: LanguageExaminer;
}

/** How far a training is after a step. */
export function progressEvent({
  stage,
  metrics,
  tokensPerSecond,
  clock,
  completion,
  examiner,
}: ToldOf): ProgressEvent {
  const { step, loss, reward, solved } = metrics;
  return {
    type: "progress",
    phase: stage.name,
    minutes: clock.minutes,
    timeLeftMinutes: completion.minutesLeft,
    share: completion.share,
    step: Number(step),
    counts: {
      ...(typeof reward === "number" && { reward }),
      ...(typeof solved === "number" && { solved }),
      "tokens/s": tokensPerSecond,
    },
    // A policy gradient's loss is about 0 wherever the policy is the one that sampled, and says nothing.
    ...(typeof loss === "number" && !stage.practises && { loss }),
    ...(examiner.strength && { strength: examiner.strength }),
  };
}
