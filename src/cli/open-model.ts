import { folderKind } from "../trained/model-folder.js";
import type { TrainedModel, TrainedModelOptions } from "../trained/trained-model.js";
import { openExistingRun } from "./runs.js";

/** Opens the model of a run or a checkpoint; of a wrong path the nearest right one is offered. */
export async function openModelAt(path: string, options: TrainedModelOptions = {}): Promise<TrainedModel> {
  if ((await folderKind(path)) !== "checkpoint") await openExistingRun(path);
  const { openTrainedModel } = await import("../trained/trained-model.js");
  return openTrainedModel(path, options);
}

/** A model for people: where it is from. */
export function modelWords({ path, step }: TrainedModel, stage: string | undefined): string {
  return [path, ...(stage ? [`stage ${stage}`] : []), ...(step === undefined ? [] : [`step ${step}`])].join(
    ", ",
  );
}
