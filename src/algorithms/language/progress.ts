import { RunError } from "../../errors.js";
import type { TensorData } from "../../language/engine/language-engine.js";
import type { Checkpoint } from "../../run/index.js";
import type { Stage } from "./stage.js";

/** How far a training of a language model has come: the part of a checkpoint that is not bulk data. */
export interface LanguageProgress {
  /** Steps of all stages. */
  step: number;
  /** The stage under way, and the steps made in it. */
  stage: number;
  stageStep: number;
  /** What the stage's later steps need to know, once it has begun; null where nothing. Kept when the last one has ended. */
  stageState: unknown;
  minutes: number;
  /** Seconds of processor cores used; missing in runs that were begun before they were counted. */
  processorSeconds?: number | undefined;
  trainedTokens: number;
  sampledTokens: number;
  /** Bytes of the run's episodes that belong to the steps made. */
  episodeBytes: number;
}

export function newProgress(): LanguageProgress {
  return {
    step: 0,
    stage: 0,
    stageStep: 0,
    stageState: null,
    minutes: 0,
    processorSeconds: 0,
    trainedTokens: 0,
    sampledTokens: 0,
    episodeBytes: 0,
  };
}

/** @throws RunError `RUN_DAMAGED` for a checkpoint of something else */
export function progressOf(checkpoint: Checkpoint): LanguageProgress {
  const begun = newProgress();
  for (const key of Object.keys(begun)) {
    if (checkpoint.meta[key] !== undefined || key === "processorSeconds") continue;
    throw new RunError("RUN_DAMAGED", `${checkpoint.path}: its manifest has no "${key}"`);
  }
  return { ...(checkpoint.meta as unknown as LanguageProgress) };
}

/**
 * Goes back into the last stage of a training that had ended, where that stage has more steps by now.
 *
 * @param stages as they are planned now
 */
export function reopenLastStage(progress: LanguageProgress, stages: readonly Pick<Stage, "steps">[]): void {
  if (stages.length === 0 || progress.stage < stages.length) return;
  const last = stages.length - 1;
  const made = stages.slice(0, last).reduce((rest, { steps }) => rest - steps, progress.step);
  if (made >= stages[last].steps) return;
  progress.stage = last;
  progress.stageStep = made;
}

/** Where the episodes of a run are kept. */
export const EPISODES_FILE = "episodes.jsonl";

/** The same for who opens the run, with what tells how long it was. */
export const EPISODE_LOG = { [EPISODES_FILE]: "episodeBytes" satisfies keyof LanguageProgress };

/** Name of a checkpoint's tensors that the engine goes on from. */
export const ENGINE_TENSORS = "engine";

/** What an engine saved in a checkpoint. @throws RunError `RUN_DAMAGED` for element types it does not write */
export async function engineState(checkpoint: Checkpoint): Promise<ReadonlyMap<string, TensorData>> {
  const state = new Map<string, TensorData>();
  for (const [name, { shape, data }] of await checkpoint.tensors(ENGINE_TENSORS)) {
    if (!(data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint16Array))
      throw new RunError("RUN_DAMAGED", `${checkpoint.path}: ${name} is of a type that no engine writes`);
    state.set(name, { shape, data });
  }
  return state;
}
