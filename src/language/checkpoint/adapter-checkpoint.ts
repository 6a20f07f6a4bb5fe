import { CheckpointError } from "../../errors.js";
import type { TransformerConfig } from "../config.js";
import { JsonFields } from "../json-fields.js";
import { OUTPUT_LAYER } from "../parameter-shapes.js";
import { type AdapterConfig, adapterShapes } from "./adapter.js";
import { readAdapterConfig, writeAdapterConfig } from "./adapter-config.js";
import { type OutputFile, type ReadWeights, tensorFiles } from "./checkpoint-contents.js";
import type { CheckpointFolder } from "./checkpoint-folder.js";
import { TensorFiles } from "./tensor-files.js";
import type { StoredDType } from "./write-config.js";

const CONFIG_FILE = "adapter_config.json";

/**
 * A LoRA adapter in a folder of PEFT.
 *
 * @example
 * const adapter = await AdapterCheckpoint.open(directory("my-adapter"), model.config);
 * for (const name of adapterShapes(model.config, adapter.config).keys()) tensors.set(name, await adapter.read(name));
 */
export class AdapterCheckpoint {
  readonly config: AdapterConfig;
  private readonly tensors: TensorFiles;

  private constructor(config: AdapterConfig, tensors: TensorFiles) {
    this.config = config;
    this.tensors = tensors;
  }

  /**
   * Reads the description and the headers, and sees whether every matrix is there with its shape, and no other but a copy of
   * the model's own output beside an adapter on it, which is not read.
   *
   * @param model that the adapter is for
   * @throws CheckpointError `CHECKPOINT_MISSING`, `CHECKPOINT_DAMAGED`, `CHECKPOINT_UNSUPPORTED`, `CHECKPOINT_MISMATCH`
   */
  static async open(folder: CheckpointFolder, model: TransformerConfig): Promise<AdapterCheckpoint> {
    const text = await folder.text(CONFIG_FILE);
    if (text === undefined)
      throw new CheckpointError(
        "CHECKPOINT_MISSING",
        `${folder.name}: expected ${CONFIG_FILE}, found no such file`,
      );
    const config = readAdapterConfig(JsonFields.parse(text, `${folder.name}/${CONFIG_FILE}`), model);
    const tensors = await TensorFiles.open(folder, "adapter_model");
    try {
      const shapes = adapterShapes(model, config);
      tensors.expect(shapes);
      const there = new Set(tensors.names());
      const copied = new Map([...copiesOf(model, config)].filter(([name]) => there.has(name)));
      tensors.expect(copied);
      for (const name of there) {
        if (!shapes.has(name) && !copied.has(name))
          throw new CheckpointError(
            "CHECKPOINT_MISMATCH",
            `${folder.name}: tensor "${name}": expected none by that name with the targets ${config.targets.join(", ")}, found one`,
          );
      }
    } catch (error) {
      await tensors.close();
      throw error;
    }
    return new AdapterCheckpoint(config, tensors);
  }

  /**
   * A matrix as float32.
   * @param name see {@link adapterShapes}
   */
  read(name: string, target?: Float32Array): Promise<Float32Array> {
    return this.tensors.readFloat32(name, target);
  }

  close(): Promise<void> {
    return this.tensors.close();
  }
}

/** Weights of the model itself that PEFT writes beside an adapter on the output; nothing has trained them. */
function copiesOf(
  { vocabulary, hiddenSize }: TransformerConfig,
  { targets }: AdapterConfig,
): ReadonlyMap<string, readonly number[]> {
  if (!targets.includes(OUTPUT_LAYER)) return new Map();
  return new Map([[`base_model.model.${OUTPUT_LAYER}.base_layer.weight`, [vocabulary, hiddenSize]]]);
}

/** What an adapter's folder is made of. */
export interface AdapterContents {
  readonly model: TransformerConfig;
  readonly adapter: AdapterConfig;
  /** By the names of {@link adapterShapes}. */
  readonly weights: ReadWeights;
  /** Default `float32`. */
  readonly dtype?: StoredDType;
}

/** The files of an adapter's folder, which PEFT loads. */
export function adapterFiles({
  model,
  adapter,
  weights,
  dtype = "float32",
}: AdapterContents): readonly OutputFile[] {
  const config = `${JSON.stringify(writeAdapterConfig(adapter, model), null, 2)}\n`;
  return [
    { name: CONFIG_FILE, contents: config },
    ...tensorFiles("adapter_model", adapterShapes(model, adapter), dtype, weights, Number.POSITIVE_INFINITY),
  ];
}
