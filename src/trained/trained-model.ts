import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  ADAPTER,
  type LanguageModelSpec,
  type OpenModel,
  type OpenModelOptions,
  openModel,
  stageFolder,
} from "../algorithms/language/model.js";
import { modelShape } from "../algorithms/language/model-shape.js";
import { engineState } from "../algorithms/language/progress.js";
import { CheckpointError, OptionError, RunError } from "../errors.js";
import type { TensorData } from "../language/engine/language-engine.js";
import type { LocalEngine } from "../language/engine/local/local-engine.js";
import { type LocalEngineOptions, localEngine } from "../language/engine/local/open-local-engine.js";
import { openAdapter, openCheckpoint } from "../language/node.js";
import type { TemplateOptions, Tokenizer } from "../language/tokenizer/tokenizer.js";
import { ifExists } from "../run/disk.js";
import { type Checkpoint, openRun, type RunDirectory } from "../run/index.js";
import { taskOf } from "../scenarios/run-settings.js";
import { nearest } from "../suggest.js";
import { begunWith } from "./begun-with.js";
import { adapterWords, folderKind } from "./model-folder.js";

/** How a trained model is opened. */
export interface TrainedModelOptions {
  /** The model a stage of the run ended with, such as `sft`; the newest weights when left out. */
  readonly stage?: string;
  /** Default one for each core. */
  readonly threads?: number;
}

/** A language model, ready to answer. */
export interface TrainedModel extends OpenModel {
  /** Where it was found. */
  readonly path: string;
  /** The step of training its weights come from; undefined for a checkpoint and for a stage's model. */
  readonly step: number | undefined;
  /** The checkpoint below the adapter; undefined where there is none. */
  readonly base: string | undefined;
  close(): Promise<void>;
}

/**
 * Opens what a run has learnt, or the checkpoint of a language model in a Hugging Face folder.
 *
 * @param path of either
 * @throws RunError `RUN_NOT_FOUND`, `RUN_EMPTY`, `RUN_OTHER_KIND` for a run of a game; CheckpointError; OptionError
 *   for a stage that there is not
 * @example
 * const { engine, tokenizer, close } = await openTrainedModel("runs/sorting-1", { stage: "sft" });
 * const promptIds = tokenizer.encodeChat([{ role: "user", content: "sort 8 30 95 1 42:" }], { addGenerationPrompt: true });
 * const [{ sequences }] = await engine.sample([{ promptIds, parameters: { maxTokens: 32 }, seed: 1 }]);
 * await close();
 */
export async function openTrainedModel(
  path: string,
  { stage, threads = availableParallelism() }: TrainedModelOptions = {},
): Promise<TrainedModel> {
  const kind = await folderKind(path);
  if (kind === "checkpoint") {
    if (stage !== undefined) throw new OptionError("stage", "none for a checkpoint", stage);
    return trained(await ofFolder(path, threads), { path, step: undefined, base: undefined });
  }
  if (kind === "adapter") throw new CheckpointError("CHECKPOINT_ADAPTER", await adapterWords(path));
  const run = await openRun(path);
  taskOf(run);
  const { templateOptions } = run.config.settings as { readonly templateOptions?: TemplateOptions };
  const spec = run.config.model as unknown as LanguageModelSpec;
  const base = "lora" in spec ? spec.checkpoint : undefined;
  if (stage !== undefined && stage !== NEWEST) {
    const folder = await existingStage(path, stage);
    const model = base === undefined ? ofFolder(folder, threads) : ofAdapter({ path, base }, folder, threads);
    return trained(await model, { path, step: undefined, base, templateOptions });
  }
  const checkpoint = await run.latestCheckpoint();
  if (!checkpoint)
    throw new RunError("RUN_EMPTY", `${path}: has no checkpoint yet; let it train for a minute first`);
  return trained(await ofState(run, spec, checkpoint, threads), {
    ...{ path, step: checkpoint.step, base, templateOptions },
  });
}

/** The stage that stands for the newest weights; its folder is as old as the last orderly end of the run. */
const NEWEST = "last";

async function existingStage(run: string, stage: string): Promise<string> {
  const stages = ((await ifExists(readdir(join(run, "models")))) ?? []).filter(
    (name) => !name.startsWith("."),
  );
  if (stages.includes(stage)) return stageFolder(run, stage);
  const near = nearest(stage, stages);
  const known = `${stages.join(", ") || "none that has ended yet"}${near ? ` (did you mean ${near}?)` : ""}`;
  throw new OptionError(`stage of ${run}`, known, stage);
}

/** Where a model comes from. */
type Origin = Pick<TrainedModel, "path" | "step" | "base" | "templateOptions">;

function trained(model: OpenModel, origin: Origin): TrainedModel {
  return { ...model, ...origin, close: () => model.engine.close() };
}

/** A whole model in a folder. */
async function ofFolder(folder: string, threads: number): Promise<OpenModel> {
  const checkpoint = await openCheckpoint(folder);
  try {
    const tokenizer = await checkpoint.tokenizer();
    return await frozen({ config: checkpoint.config, weights: checkpoint, tokenizer, threads });
  } finally {
    await checkpoint.close();
  }
}

/** A run that trains an adapter, and the checkpoint that this is for. */
interface Below {
  readonly path: string;
  readonly base: string;
}

/** A checkpoint with the adapter of a folder on it. */
async function ofAdapter({ path, base }: Below, folder: string, threads: number): Promise<OpenModel> {
  return withAdapter(await begunWith(path, "adapter", () => ofFolder(base, threads)), async (engine) => {
    const adapter = await openAdapter(folder, engine.config);
    try {
      await engine.loadAdapter(ADAPTER, { config: adapter.config, read: (name) => adapter.read(name) });
    } finally {
      await adapter.close();
    }
  });
}

/** The model with the adapter that is loaded into its engine, which is closed where that fails. */
async function withAdapter(
  { engine, tokenizer }: OpenModel,
  load: (engine: LocalEngine) => Promise<void>,
): Promise<OpenModel> {
  try {
    await load(engine);
    return { engine, tokenizer, adapter: ADAPTER };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** What a run saved last: all parameters of a model, those that are trained, or an adapter for its checkpoint. */
async function ofState(
  { path, config: { seed } }: RunDirectory,
  spec: LanguageModelSpec,
  saved: Checkpoint,
  threads: number,
): Promise<OpenModel> {
  const state = await engineState(saved);
  if ("lora" in spec) {
    const model = await begunWith(path, "adapter", () => ofFolder(spec.checkpoint, threads));
    return withAdapter(model, (engine) => engine.loadState(state));
  }
  if (spec.freeze !== undefined) return ofParts(path, spec, state, { seed, threads });
  const shape = await begunWith(path, "weights", () => modelShape(spec));
  return frozen({ ...shape, weights: parameters(state), threads });
}

/** What a run that trains a part of its model saved last, in the model that it was begun with. */
async function ofParts(
  path: string,
  spec: LanguageModelSpec,
  state: ReadonlyMap<string, TensorData>,
  options: OpenModelOptions,
): Promise<OpenModel> {
  const model = await begunWith(path, "trained part", () => openModel(spec, options));
  try {
    await model.engine.loadState(state);
    return model;
  } catch (error) {
    await model.engine.close();
    throw error;
  }
}

/** The model's own parameters in what an engine saved. */
function parameters(state: ReadonlyMap<string, TensorData>): ReadonlyMap<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const [name, { data }] of state)
    if (data instanceof Float32Array && !name.startsWith("optimizer/")) weights.set(name, data);
  return weights;
}

/** An engine for what is not going to be trained. */
async function frozen(
  options: Omit<LocalEngineOptions, "train" | "tokenizer"> & { readonly tokenizer: Tokenizer },
): Promise<OpenModel> {
  const engine = await localEngine({ ...options, train: "none" });
  return { engine, tokenizer: options.tokenizer, adapter: undefined };
}
