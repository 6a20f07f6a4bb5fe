import { join, resolve } from "node:path";
import type { LoraOptions, TensorData } from "../../language/engine/language-engine.js";
import type { LocalEngine } from "../../language/engine/local/local-engine.js";
import { localEngine } from "../../language/engine/local/open-local-engine.js";
import { openCheckpoint, saveAdapter, saveCheckpoint } from "../../language/node.js";
import type { PresetName } from "../../language/presets.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { freshModel } from "./fresh-model.js";

/** Which language model is trained. */
export type LanguageModelSpec =
  | {
      /** A small model that knows nothing yet. */
      readonly preset: PresetName;
      /** Most tokens of a conversation. Default 512. */
      readonly contextLength?: number;
      /** The characters it reads and writes, a token each; found from the environment where left out. */
      readonly alphabet?: string;
      /** In place of the alphabet: pairs of tokens that are joined, beginning with bytes; a pair a line. */
      readonly merges?: string;
    }
  | {
      /** The folder of a Hugging Face checkpoint. */
      readonly checkpoint: string;
      /** Train an adapter and leave the model as it is. */
      readonly lora?: LoraOptions;
    };

/** A model ready to be trained. */
export interface OpenModel {
  readonly engine: LocalEngine;
  readonly tokenizer: Tokenizer;
  /** The adapter that is trained; undefined for the model's own weights. */
  readonly adapter: string | undefined;
  /** The folder of the checkpoint below the adapter. */
  readonly base?: string | undefined;
}

/** Name of the adapter that a run trains. */
export const ADAPTER = "run";

/** What the names of adapters begin with that are there to be compared with. */
export const REFERENCE_PREFIX = "after-";

/** How a model is opened. */
export interface OpenModelOptions {
  readonly seed: number;
  readonly threads?: number;
}

/**
 * Opens a model: a fresh one, or a checkpoint with or without a fresh adapter.
 *
 * @throws CheckpointError for a folder that cannot be read; OptionError
 */
export async function openModel(
  spec: LanguageModelSpec,
  { seed, threads }: OpenModelOptions,
): Promise<OpenModel> {
  const common = { seed, ...(threads !== undefined && { threads }) };
  if ("preset" in spec) {
    const { config, tokenizer } = freshModel(spec);
    return { engine: await localEngine({ config, tokenizer, ...common }), tokenizer, adapter: undefined };
  }
  const checkpoint = await openCheckpoint(spec.checkpoint);
  try {
    const tokenizer = await checkpoint.tokenizer();
    const train = spec.lora ? "none" : "all";
    const engine = await localEngine({
      config: checkpoint.config,
      weights: checkpoint,
      train,
      tokenizer,
      ...common,
    });
    if (!spec.lora) return { engine, tokenizer, adapter: undefined };
    await engine.createAdapter(ADAPTER, spec.lora);
    return { engine, tokenizer, adapter: ADAPTER, base: spec.checkpoint };
  } finally {
    await checkpoint.close();
  }
}

/** A model's adapter as it is to be written, with the checkpoint that it is for. */
export async function adapterContents({ engine, base }: OpenModel, adapter: string) {
  const { adapter: config, weights } = await engine.adapter(adapter);
  const named = base === undefined ? config : { ...config, baseModel: resolve(base) };
  return { model: engine.config, adapter: named, weights };
}

/** Saves a model as a Hugging Face folder, or its adapter in PEFT's format where only that is trained. */
export async function saveModel(folder: string, model: OpenModel): Promise<void> {
  const { engine, tokenizer, adapter } = model;
  if (adapter !== undefined) {
    await saveAdapter(folder, await adapterContents(model, adapter), { overwrite: true });
    return;
  }
  const weights = (name: string) => engine.parameter(name);
  await saveCheckpoint(folder, { config: engine.config, weights, tokenizer }, { overwrite: true });
}

/** What training goes on from: the engine's state without what it is only compared with. */
export async function trainedState({ engine }: OpenModel): Promise<ReadonlyMap<string, TensorData>> {
  const state = await engine.saveState();
  return new Map([...state].filter(([name]) => !name.includes(`adapters/${REFERENCE_PREFIX}`)));
}

/** Where a run keeps the model that a stage ended with. */
export const stageFolder = (run: string, stage: string) => join(run, "models", stage);
