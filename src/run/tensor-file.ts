import { RunError } from "../errors.js";
import type { ByteSource } from "./byte-source.js";
import { bfloat16ToFloat32, float16ToFloat32 } from "./half.js";
import {
  dataStart,
  elements,
  LENGTH_BYTES,
  parseHeader,
  type SafetensorsHeader,
  type TensorPlace,
} from "./safetensors-header.js";

/** Numbers converted at once, so that a large tensor is never held twice. */
const CHUNK_ELEMENTS = 1 << 21;

/**
 * A safetensors file whose tensors are read one at a time.
 *
 * @example
 * const file = await TensorFile.open(byteSource("model.safetensors", blob));
 * const weights = await file.readFloat32("model.norm.weight");
 */
export class TensorFile {
  /** Types and shapes by name, in the order of the file. */
  readonly places: ReadonlyMap<string, TensorPlace>;
  readonly metadata: Readonly<Record<string, string>>;
  private readonly source: ByteSource;
  private readonly start: number;

  private constructor(source: ByteSource, { places, metadata, start }: SafetensorsHeader) {
    this.source = source;
    this.places = new Map(places.map((place) => [place.name, place]));
    this.metadata = metadata;
    this.start = start;
  }

  /**
   * Reads the header. A source that turns out not to be such a file is closed.
   * @throws RunError `RUN_FOREIGN`, `RUN_DAMAGED`, as `decodeSafetensors` does
   */
  static async open(source: ByteSource): Promise<TensorFile> {
    try {
      const first = await bytesAt(source, 0, LENGTH_BYTES + 1);
      const head = await bytesAt(source, 0, dataStart(first, source.name));
      return new TensorFile(source, parseHeader(head, source.size, source.name));
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /**
   * Reads a tensor of F32, F16 or BF16 as float32, a few megabytes at a time.
   *
   * @param target where to put it; a new array when left out. It may lie in shared memory.
   * @throws RunError `RUN_FOREIGN` when the file has no such tensor or holds integers in it
   */
  async readFloat32(name: string, target?: Float32Array): Promise<Float32Array> {
    const { type, shape, begin } = this.place(name);
    const into = target ?? new Float32Array(elements(shape));
    if (into.length !== elements(shape))
      throw this.error(name, `has shape [${shape}]`, `${into.length} elements`);
    if (type !== "F32" && type !== "F16" && type !== "BF16")
      throw this.error(name, `is of type ${type}`, "F32, F16 or BF16");
    const width = type === "F32" ? 4 : 2;
    const widen = type === "BF16" ? bfloat16ToFloat32 : float16ToFloat32;
    const chunk = new ArrayBuffer(Math.min(into.length, CHUNK_ELEMENTS) * width);
    for (let at = 0; at < into.length; at += CHUNK_ELEMENTS) {
      const part = into.subarray(at, at + CHUNK_ELEMENTS);
      await this.source.read(new Uint8Array(chunk, 0, part.length * width), this.start + begin + at * width);
      if (type === "F32") part.set(new Float32Array(chunk, 0, part.length));
      else widen(new Uint16Array(chunk, 0, part.length), part);
    }
    return into;
  }

  /**
   * Reads the bits of a 16-bit tensor as they are.
   * @throws RunError `RUN_FOREIGN` when the file has no such tensor or one of another width
   */
  async readBits16(name: string): Promise<Uint16Array> {
    const { type, begin, end } = this.place(name);
    if (type !== "F16" && type !== "BF16") throw this.error(name, `is of type ${type}`, "F16 or BF16");
    return new Uint16Array((await bytesAt(this.source, this.start + begin, end - begin)).buffer);
  }

  close(): Promise<void> {
    return this.source.close();
  }

  private place(name: string): TensorPlace {
    const place = this.places.get(name);
    if (!place) throw new RunError("RUN_FOREIGN", `${this.source.name}: has no tensor "${name}"`);
    return place;
  }

  private error(name: string, found: string, expected: string): RunError {
    return new RunError(
      "RUN_FOREIGN",
      `${this.source.name}: tensor "${name}" ${found}, expected ${expected}`,
    );
  }
}

/** So many bytes from a place, fewer where the source ends. */
async function bytesAt(
  source: ByteSource,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.min(length, source.size - position));
  await source.read(bytes, position);
  return bytes;
}
