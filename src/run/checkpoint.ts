import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { RunError } from "../errors.js";
import { type FileContents, type FileDigest, systemCode } from "./disk.js";
import { decodeManifest, type Manifest } from "./manifest.js";
import { decodeSafetensors, type Tensors } from "./safetensors.js";
import { asWeights, type Weights } from "./weights.js";

export const MANIFEST_FILE = "manifest.json";
export const TENSORS_SUFFIX = ".safetensors";

/** What is saved in a checkpoint. It must not change while it is being saved: the memory is written, not a copy. */
export interface CheckpointContents {
  /** Learner's steps made; names the checkpoint. */
  readonly step: number;
  /** Small facts kept in the manifest; anything JSON can hold. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Files by name. */
  readonly files?: Readonly<Record<string, FileContents>>;
  /** Named groups of tensors; each becomes a file `NAME.safetensors`. */
  readonly tensors?: Readonly<Record<string, Tensors>>;
  /** How good this one is; the checkpoint with the highest score is kept besides the newest. */
  readonly score?: number;
}

/** A checkpoint on disk. What is read from it is checked against the checksums it was written with. */
export class Checkpoint {
  private constructor(
    /** Its directory. */
    readonly path: string,
    private readonly manifest: Manifest,
  ) {}

  /**
   * @param run {@link RunConfig.id} of the run that it should belong to
   * @throws RunError `RUN_DAMAGED`, `RUN_FOREIGN`
   */
  static async open(path: string, run: string): Promise<Checkpoint> {
    const source = join(path, MANIFEST_FILE);
    const manifest = decodeManifest(new TextDecoder().decode(await readChecked(source)), run, source);
    if (String(manifest.step) !== basename(path))
      throw new RunError("RUN_DAMAGED", `${source}: is of step ${manifest.step}, its directory of another`);
    return new Checkpoint(path, manifest);
  }

  get step(): number {
    return this.manifest.step;
  }

  get meta(): Readonly<Record<string, unknown>> {
    return this.manifest.meta;
  }

  get score(): number | undefined {
    return this.manifest.score ?? undefined;
  }

  /** When it was written. */
  get created(): Date {
    return new Date(this.manifest.created);
  }

  /** Step of the checkpoint before this one. */
  get previous(): number | undefined {
    return this.manifest.previous ?? undefined;
  }

  /** Bytes of `metrics.jsonl` that were written before this checkpoint. */
  get metricsBytes(): number {
    return this.manifest.metricsBytes;
  }

  /** Length and checksum of every file, by name. */
  get files(): Readonly<Record<string, FileDigest>> {
    return this.manifest.files;
  }

  /**
   * The bytes of a file.
   * @throws RunError `RUN_DAMAGED` when they are not those that were written
   */
  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const path = join(this.path, name);
    const expected = Object.hasOwn(this.files, name) ? this.files[name] : undefined;
    if (!expected) {
      const names = Object.keys(this.files).join(", ");
      throw new RunError("RUN_DAMAGED", `${path}: is no part of this checkpoint, which has ${names}`);
    }
    const { size } = (await stat(path).catch(() => undefined)) ?? {};
    if (size !== undefined && size !== expected.bytes)
      throw new RunError("RUN_DAMAGED", `${path}: expected ${expected.bytes} bytes, found ${size}`);
    const bytes = await readChecked(path);
    if (createHash("sha256").update(bytes).digest("hex") !== expected.sha256)
      throw new RunError(
        "RUN_DAMAGED",
        `${path}: its contents do not match the checksum in ${MANIFEST_FILE}`,
      );
    return bytes;
  }

  /** A group of tensors saved under that name. */
  async tensors(name: string): Promise<Tensors> {
    const file = name + TENSORS_SUFFIX;
    return decodeSafetensors(await this.read(file), join(this.path, file)).tensors;
  }

  /** A group of tensors that are all float32. */
  async weights(name = "weights"): Promise<Weights> {
    return asWeights(await this.tensors(name), join(this.path, name + TENSORS_SUFFIX));
  }

  /** Reads every file once, to find out whether all are as they were written. */
  async verify(): Promise<void> {
    for (const name of Object.keys(this.files)) await this.read(name);
  }
}

async function readChecked(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    // A plain array: the methods of a Buffer differ (its slice() makes no copy).
    const { buffer, byteOffset, length } = await readFile(path);
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, length);
  } catch (cause) {
    if (systemCode(cause) === undefined) throw cause;
    const what = systemCode(cause) === "ENOENT" ? "is missing" : `cannot be read (${systemCode(cause)})`;
    throw new RunError("RUN_DAMAGED", `${path}: ${what}`, { cause });
  }
}
