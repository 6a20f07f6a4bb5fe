import { CheckpointError } from "../../errors.js";
import type { TransformerConfig } from "../config.js";
import { JsonFields, type JsonObject } from "../json-fields.js";
import { parameterShapes } from "../parameter-shapes.js";
import { loadTokenizer, type TokenizerOptions } from "../tokenizer/hugging-face-tokenizer.js";
import type { Tokenizer } from "../tokenizer/tokenizer.js";
import { TOKENIZER_FILES } from "../tokenizer/tokenizer-files.js";
import type { CheckpointFolder } from "./checkpoint-folder.js";
import { readConfig } from "./read-config.js";
import { TensorFiles } from "./tensor-files.js";

/**
 * A language model in a Hugging Face folder. Nothing but headers is read until it is asked for, and then one tensor at
 * a time.
 *
 * @example
 * const checkpoint = await LanguageCheckpoint.open(directory("Qwen2.5-0.5B"));
 * for (const [name] of parameterShapes(checkpoint.config)) weights.set(name, await checkpoint.read(name));
 * const tokenizer = await checkpoint.tokenizer();
 * await checkpoint.close();
 */
export class LanguageCheckpoint {
  readonly config: TransformerConfig;
  /** `config.json` as it stands there, to be carried over into a copy. */
  readonly fields: JsonObject;
  /** Tensors of the files that the model does not have. */
  readonly unused: readonly string[];
  private readonly folder: CheckpointFolder;
  private readonly tensors: TensorFiles;

  private constructor(
    folder: CheckpointFolder,
    config: TransformerConfig,
    fields: JsonObject,
    tensors: TensorFiles,
  ) {
    this.folder = folder;
    this.config = config;
    this.fields = fields;
    this.tensors = tensors;
    const shapes = parameterShapes(config);
    tensors.expect(shapes);
    this.unused = [...tensors.names()].filter((name) => !shapes.has(name));
  }

  /**
   * Reads the description and the headers, and sees whether every parameter is there with its shape.
   *
   * @throws CheckpointError `CHECKPOINT_MISSING`, `CHECKPOINT_DAMAGED`, `CHECKPOINT_UNSUPPORTED` (another
   * architecture), `CHECKPOINT_MISMATCH` (a tensor is missing or has another shape); RunError for files of tensors
   * that are damaged
   */
  static async open(folder: CheckpointFolder): Promise<LanguageCheckpoint> {
    const text = await folder.text("config.json");
    if (text === undefined)
      throw new CheckpointError(
        "CHECKPOINT_MISSING",
        `${folder.name}: expected config.json, found no such file`,
      );
    const fields = JsonFields.parse(text, `${folder.name}/config.json`);
    const config = readConfig(fields);
    const tensors = await TensorFiles.open(folder, "model");
    try {
      return new LanguageCheckpoint(folder, config, fields.values, tensors);
    } catch (error) {
      await tensors.close();
      throw error;
    }
  }

  /**
   * A parameter as float32.
   *
   * @param name see {@link parameterShapes}
   * @param target where to put it, for example in shared memory; a new array when left out
   */
  read(name: string, target?: Float32Array): Promise<Float32Array> {
    return this.tensors.readFloat32(name, target);
  }

  /** The bits of a parameter kept in 16 bits; undefined for one that is not. */
  readBits16(name: string): Promise<{ type: "F16" | "BF16"; bits: Uint16Array } | undefined> {
    return this.tensors.readBits16(name);
  }

  /** @throws CheckpointError when the folder has none, or one of a kind not read here */
  async tokenizer(options?: TokenizerOptions): Promise<Tokenizer> {
    const files = new Map<string, string>();
    for (const name of TOKENIZER_FILES) {
      const text = await this.folder.text(name);
      if (text !== undefined) files.set(name, text);
    }
    return loadTokenizer(files, { ...options, source: this.folder.name });
  }

  close(): Promise<void> {
    return this.tensors.close();
  }
}
