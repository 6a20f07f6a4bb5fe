import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { OptionError, RunError } from "../errors.js";
import { Checkpoint, type CheckpointContents, MANIFEST_FILE, TENSORS_SUFFIX } from "./checkpoint.js";
import { type FileContents, type FileDigest, ifExists, onDisk, syncDirectory, writeDurably } from "./disk.js";
import { encodeManifest } from "./manifest.js";
import { safetensorsPieces } from "./safetensors.js";

/** Which checkpoints stay on disk. */
export interface Keep {
  /** The newest ones. Default 3. */
  readonly keepLast?: number;
  /** Those with the highest scores, besides. Default 1. */
  readonly keepBest?: number;
}

/** The newest checkpoint, or a log that it goes on with, is not what was written; {@link lastGood} is. */
export class DamagedCheckpointError extends RunError {
  constructor(
    /** What is wrong. */
    readonly damage: RunError,
    /** The newest checkpoint that can be gone on from, if there is one. */
    readonly lastGood: Checkpoint | undefined,
    /** What is lost besides. */
    beside?: string,
  ) {
    const offer = lastGood
      ? `the last good checkpoint is that of step ${lastGood.step} (${lastGood.path})`
      : "there is no good checkpoint before it";
    const message = [`${damage.message}; ${offer}`, beside].filter(Boolean).join(", ");
    super(damage.code, message, { cause: damage });
  }
}

/** The folder with a run's checkpoints, each a folder named by its step that appears complete or not at all. */
export class CheckpointStore {
  constructor(
    private readonly path: string,
    private readonly run: string,
    private readonly keep: Keep = {},
  ) {}

  /** Steps of all checkpoints, ascending. */
  async steps(): Promise<number[]> {
    const names = (await ifExists(readdir(this.path))) ?? [];
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  open(step: number): Promise<Checkpoint> {
    return Checkpoint.open(this.folder(step), this.run);
  }

  /**
   * The newest checkpoint, every byte of it checked; undefined when there is none.
   * @param fallback take the newest good one where the newest is damaged
   * @param check throws RunError for one that is no good for another reason
   * @throws DamagedCheckpointError
   */
  async latest(
    fallback = false,
    check: (checkpoint: Checkpoint) => void = () => undefined,
  ): Promise<Checkpoint | undefined> {
    let damage: RunError | undefined;
    for (const step of (await this.steps()).reverse()) {
      try {
        const checkpoint = await this.open(step);
        await checkpoint.verify();
        check(checkpoint);
        if (damage && !fallback) throw new DamagedCheckpointError(damage, checkpoint);
        return checkpoint;
      } catch (error) {
        if (!(error instanceof RunError) || error instanceof DamagedCheckpointError) throw error;
        // The process that trains may have replaced its checkpoints while this one was reading.
        if (!(await this.steps()).includes(step)) return this.latest(fallback, check);
        damage ??= error;
      }
    }
    if (damage) throw new DamagedCheckpointError(damage, undefined);
    return undefined;
  }

  /**
   * Writes a checkpoint beside the others, moves it into place, then drops those that need not be kept.
   * @param metricsBytes see `Manifest.metricsBytes`
   * @throws RunError `DISK_FULL`; nothing of it is left on the disk then
   */
  async save(contents: CheckpointContents, metricsBytes: number): Promise<string> {
    const { step, score, meta = {} } = contents;
    if (!Number.isSafeInteger(step) || step < 0) throw new OptionError("step", "an integer from 0 on", step);
    const previous = (await this.steps()).filter((other) => other !== step).at(-1) ?? null;
    const temporary = join(this.path, `.tmp-${step}-${process.pid}`);
    await rm(temporary, { recursive: true, force: true });
    try {
      await onDisk(temporary, () => mkdir(temporary, { recursive: true }));
      const files = await writeAll(temporary, filesOf(contents));
      const manifest = { run: this.run, step, created: new Date().toISOString(), previous };
      const text = encodeManifest({ ...manifest, score: score ?? null, metricsBytes, meta, files });
      await writeDurably(join(temporary, MANIFEST_FILE), text);
      await syncDirectory(temporary);
      await this.moveIntoPlace(temporary, step);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
    await this.prune();
    return this.folder(step);
  }

  /** Takes away what a killed process left behind. */
  async recover(): Promise<void> {
    const names = await readdir(this.path);
    for (const name of names.filter((name) => name.startsWith("."))) {
      const step = /^\.replaced-(\d+)$/.exec(name)?.[1];
      // Killed between taking the old checkpoint of a step away and putting the new one in its place.
      if (step !== undefined && !names.includes(step)) await rename(join(this.path, name), this.folder(step));
      else await rm(join(this.path, name), { recursive: true, force: true });
    }
  }

  /** Renames the checkpoints after a step, so that they are out of the way but not lost. */
  async setAsideAfter(step: number): Promise<void> {
    for (const later of (await this.steps()).filter((other) => other > step)) {
      const aside = `${this.folder(later)}.damaged`;
      await rm(aside, { recursive: true, force: true });
      await rename(this.folder(later), aside);
    }
  }

  private folder(step: number | string): string {
    return join(this.path, String(step));
  }

  private async moveIntoPlace(temporary: string, step: number): Promise<void> {
    const replaced = join(this.path, `.replaced-${step}`);
    const had = await ifExists(rename(this.folder(step), replaced).then(() => true));
    try {
      await rename(temporary, this.folder(step));
    } catch (error) {
      if (had) await rename(replaced, this.folder(step));
      throw error;
    }
    await syncDirectory(this.path);
    if (had) await rm(replaced, { recursive: true });
  }

  private async prune(): Promise<void> {
    const { keepLast = 3, keepBest = 1 } = this.keep;
    const steps = await this.steps();
    const old = steps.slice(0, Math.max(0, steps.length - keepLast));
    if (old.length === 0) return;
    const scored: { step: number; score: number }[] = [];
    for (const step of steps) {
      const score = await this.open(step).then(
        (checkpoint) => checkpoint.score,
        () => undefined,
      );
      if (score !== undefined) scored.push({ step, score });
    }
    scored.sort((a, b) => b.score - a.score || b.step - a.step);
    const best = new Set(scored.slice(0, keepBest).map(({ step }) => step));
    for (const step of old.filter((step) => !best.has(step))) {
      const dropped = join(this.path, `.dropped-${step}`);
      await rename(this.folder(step), dropped); // A folder half deleted must not look like a checkpoint.
      await rm(dropped, { recursive: true });
    }
  }
}

function filesOf({ files = {}, tensors = {} }: CheckpointContents): [name: string, contents: FileContents][] {
  const all: [string, FileContents][] = Object.entries(files);
  for (const [name, group] of Object.entries(tensors)) {
    all.push([name + TENSORS_SUFFIX, safetensorsPieces(group)]);
  }
  const names = all.map(([name]) => name);
  for (const [i, name] of names.entries()) {
    if (!/^[\w-][\w.-]*$/.test(name) || name === MANIFEST_FILE || names.indexOf(name) !== i)
      throw new OptionError("checkpoint file", "a plain name, used once", name);
  }
  return all;
}

async function writeAll(
  folder: string,
  files: readonly [name: string, contents: FileContents][],
): Promise<Record<string, FileDigest>> {
  const writing = files.map(
    async ([name, contents]) => [name, await writeDurably(join(folder, name), contents)] as const,
  );
  // All must have ended before the folder may be deleted, also when one fails.
  const failed = (await Promise.allSettled(writing)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  return Object.fromEntries(await Promise.all(writing));
}
