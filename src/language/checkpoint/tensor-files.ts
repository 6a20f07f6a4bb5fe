import { CheckpointError } from "../../errors.js";
import type { StoredType } from "../../run/stored-type.js";
import { TensorFile } from "../../run/tensor-file.js";
import { JsonFields } from "../json-fields.js";
import type { CheckpointFolder } from "./checkpoint-folder.js";

/** A tensor and the file that has it. */
interface TensorEntry {
  readonly file: string;
  readonly tensors: TensorFile;
  readonly type: StoredType;
  readonly shape: readonly number[];
}

/** The tensors of a folder, in one safetensors file or in several that an index lists. */
export class TensorFiles {
  private readonly folder: string;
  private readonly entries: ReadonlyMap<string, TensorEntry>;

  private constructor(folder: string, entries: ReadonlyMap<string, TensorEntry>) {
    this.folder = folder;
    this.entries = entries;
  }

  /**
   * Reads the headers.
   *
   * @param stem of the files' names: `model` for `model.safetensors` or `model.safetensors.index.json`
   * @throws CheckpointError `CHECKPOINT_MISSING`, `CHECKPOINT_DAMAGED`; RunError for a file that is no safetensors file
   */
  static async open(folder: CheckpointFolder, stem: string): Promise<TensorFiles> {
    const single = `${stem}.safetensors`;
    const index = `${single}.index.json`;
    const source = await folder.open(single);
    if (source) {
      const tensors = await TensorFile.open(source);
      const entries = Array.from(
        tensors.places,
        ([name, place]) => [name, entry(single, tensors, place)] as const,
      );
      return new TensorFiles(folder.name, new Map(entries));
    }
    const text = await folder.text(index);
    if (text !== undefined)
      return TensorFiles.openShards(folder, JsonFields.parse(text, `${folder.name}/${index}`));
    throw missing(folder.name, `${single} or ${index}`);
  }

  private static async openShards(folder: CheckpointFolder, index: JsonFields): Promise<TensorFiles> {
    const map = index.object("weight_map");
    if (!map) throw index.damaged("weight_map", "an object of file names by tensor");
    const files = new Map<string, TensorFile>();
    const entries = new Map<string, TensorEntry>();
    try {
      for (const name of Object.keys(map.values)) {
        const file = map.string(name);
        const tensors = files.get(file) ?? (await openShard(folder, file));
        files.set(file, tensors);
        const place = tensors.places.get(name);
        if (!place)
          throw tensorError(`${folder.name}/${file}`, name, "it there, as the index says", "nothing");
        entries.set(name, entry(file, tensors, place));
      }
    } catch (error) {
      await Promise.all(Array.from(files.values(), (file) => file.close()));
      throw error;
    }
    return new TensorFiles(folder.name, entries);
  }

  /** Names of all tensors. */
  names(): Iterable<string> {
    return this.entries.keys();
  }

  /** The shape of a tensor; undefined when there is none of that name. */
  shape(name: string): readonly number[] | undefined {
    return this.entries.get(name)?.shape;
  }

  /**
   * Sees whether tensors are there, with the shapes given and of a floating-point type.
   * @throws CheckpointError `CHECKPOINT_MISMATCH` naming the file, the tensor, what was expected and what was found
   */
  expect(shapes: ReadonlyMap<string, readonly number[]>): void {
    for (const [name, shape] of shapes) {
      const found = this.entries.get(name);
      if (!found) throw tensorError(this.folder, name, `shape [${shape}]`, "no such tensor");
      const file = `${this.folder}/${found.file}`;
      if (found.shape.join() !== shape.join())
        throw tensorError(file, name, `shape [${shape}]`, `[${found.shape}]`);
      if (found.type !== "F32" && found.type !== "F16" && found.type !== "BF16")
        throw tensorError(file, name, "type F32, F16 or BF16", found.type);
    }
  }

  /** A tensor as float32, put into `target` when one is given. */
  async readFloat32(name: string, target?: Float32Array): Promise<Float32Array> {
    return this.entry(name).tensors.readFloat32(name, target);
  }

  /** The bits of a tensor of F16 or BF16, and which of them it is; undefined when it is of another type. */
  async readBits16(name: string): Promise<{ type: "F16" | "BF16"; bits: Uint16Array } | undefined> {
    const { type, tensors } = this.entry(name);
    return type === "F16" || type === "BF16" ? { type, bits: await tensors.readBits16(name) } : undefined;
  }

  async close(): Promise<void> {
    const files = new Set(Array.from(this.entries.values(), ({ tensors }) => tensors));
    await Promise.all(Array.from(files, (file) => file.close()));
  }

  private entry(name: string): TensorEntry {
    const found = this.entries.get(name);
    if (!found) throw tensorError(this.folder, name, "such a tensor", "none");
    return found;
  }
}

function entry(
  file: string,
  tensors: TensorFile,
  { type, shape }: Pick<TensorEntry, "type" | "shape">,
): TensorEntry {
  return { file, tensors, type, shape };
}

async function openShard(folder: CheckpointFolder, file: string): Promise<TensorFile> {
  const source = await folder.open(file);
  if (!source) throw missing(folder.name, `${file}, which the index lists`);
  return TensorFile.open(source);
}

function missing(folder: string, expected: string): CheckpointError {
  return new CheckpointError("CHECKPOINT_MISSING", `${folder}: expected ${expected}, found no such file`);
}

function tensorError(file: string, name: string, expected: string, found: string): CheckpointError {
  const message = `${file}: tensor "${name}": expected ${expected}, found ${found}`;
  return new CheckpointError("CHECKPOINT_MISMATCH", message);
}
