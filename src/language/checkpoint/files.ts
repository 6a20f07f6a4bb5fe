import type { TransformerConfig } from "../config.js";
import { AdapterCheckpoint, type AdapterContents, adapterFiles } from "./adapter-checkpoint.js";
import { type CheckpointContents, checkpointFiles } from "./checkpoint-contents.js";
import { directory } from "./directory.js";
import { LanguageCheckpoint } from "./language-checkpoint.js";
import { writeFolder } from "./write-folder.js";

/** How a folder is written. */
export interface SaveOptions {
  /** Put the folder in place of one that is there. Default false: only an empty one may be there. */
  readonly overwrite?: boolean;
}

/**
 * Opens a Hugging Face folder on the disk.
 * @throws CheckpointError, RunError as {@link LanguageCheckpoint.open} does
 * @example
 * const checkpoint = await openCheckpoint("Qwen2.5-0.5B");
 * const embedding = await checkpoint.read("model.embed_tokens.weight");
 */
export function openCheckpoint(path: string): Promise<LanguageCheckpoint> {
  return LanguageCheckpoint.open(directory(path));
}

/**
 * Writes a Hugging Face folder, which Python's `transformers` loads; it appears whole or not at all.
 *
 * @throws CheckpointError `CHECKPOINT_EXISTS`; RunError `DISK_FULL`; OptionError when the family cannot be what the
 * configuration says
 * @example
 * await saveCheckpoint("my-model", { config, weights: (name) => weights.get(name)!, dtype: "bfloat16", tokenizer });
 */
export function saveCheckpoint(
  path: string,
  contents: CheckpointContents,
  options?: SaveOptions,
): Promise<void> {
  return writeFolder(path, checkpointFiles(contents), options);
}

/**
 * Opens a LoRA adapter in a folder of PEFT on the disk.
 * @param model that the adapter is for
 */
export function openAdapter(path: string, model: TransformerConfig): Promise<AdapterCheckpoint> {
  return AdapterCheckpoint.open(directory(path), model);
}

/** Writes a LoRA adapter as PEFT does; the folder appears whole or not at all. */
export function saveAdapter(path: string, contents: AdapterContents, options?: SaveOptions): Promise<void> {
  return writeFolder(path, adapterFiles(contents), options);
}
