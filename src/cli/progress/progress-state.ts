import type { EvaluationEvent, ProgressEvent, StartedEvent, TrainEvent } from "../../algorithms/algorithm.js";

/** What is known of a run from the events seen so far. */
export interface ProgressState {
  readonly started?: StartedEvent;
  readonly progress?: ProgressEvent;
  /** What was told after the last step. */
  readonly stepped?: ProgressEvent;
  readonly evaluations: readonly EvaluationEvent[];
}

/** The state after one more event. */
export function nextState(state: ProgressState, event: TrainEvent): ProgressState {
  if (event.type === "started") return { ...state, started: event };
  if (event.type === "progress")
    return { ...state, progress: event, ...(event.underway === undefined && { stepped: event }) };
  if (event.type === "evaluation")
    return { ...measured(state, event), evaluations: [...state.evaluations, event] };
  return state;
}

/** A measurement that is over is no longer what goes on. */
function measured(state: ProgressState, { label, value }: EvaluationEvent): ProgressState {
  const { progress, stepped } = state;
  if (progress?.underway === undefined || stepped === undefined) return state;
  const { minutes, timeLeftMinutes } = progress;
  return { ...state, progress: { ...stepped, minutes, timeLeftMinutes, strength: { label, value } } };
}

/** The state some minutes after the last event, as far as a clock can tell. */
export function later(state: ProgressState, elapsed: number): ProgressState {
  const { progress } = state;
  if (!progress || progress.phase === "paused") return state;
  const minutes = progress.minutes + elapsed;
  const timeLeftMinutes = Math.max(0, progress.timeLeftMinutes - elapsed);
  return { ...state, progress: { ...progress, minutes, timeLeftMinutes } };
}

/** The latest strength with what it was measured on, and the values of the same measure over the run. */
export function strengthSoFar({
  progress,
  evaluations,
}: ProgressState):
  | { readonly label: string; readonly value: number; readonly history: readonly number[] }
  | undefined {
  const latest = progress?.strength ?? evaluations.at(-1);
  if (!latest) return undefined;
  const history = evaluations.filter(({ label }) => label === latest.label).map(({ value }) => value);
  return { label: latest.label, value: latest.value, history };
}
