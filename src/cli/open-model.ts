import type { ToolSet } from "../environments/text/tool.js";
import { SelfplayError } from "../errors.js";
import { folderKind } from "../trained/model-folder.js";
import type { TrainedModel, TrainedModelOptions } from "../trained/trained-model.js";
import type { Output } from "./output.js";
import { openExistingRun } from "./runs.js";

/** Opens the model of a run or a checkpoint; of a wrong path the nearest right one is offered. */
export async function openModelAt(path: string, options: TrainedModelOptions = {}): Promise<TrainedModel> {
  if ((await folderKind(path)) !== "checkpoint") await openExistingRun(path);
  const { openTrainedModel } = await import("../trained/trained-model.js");
  return openTrainedModel(path, options);
}

/** The tools that a run's model was told of in practice; none, and a warning, where they cannot be found any more. */
export async function toolsAt(path: string, output: Output): Promise<ToolSet> {
  const { toolsOfRun } = await import("../trained/run-tools.js");
  try {
    return await toolsOfRun(path);
  } catch (error) {
    if (!(error instanceof SelfplayError)) throw error;
    output.warn(`whether its task has tools is not known: ${error.message}`);
    return {};
  }
}

/** A model for people: where it is from. */
export function modelWords({ path, step }: TrainedModel, stage: string | undefined): string {
  return [path, ...(stage ? [`stage ${stage}`] : []), ...(step === undefined ? [] : [`step ${step}`])].join(
    ", ",
  );
}
