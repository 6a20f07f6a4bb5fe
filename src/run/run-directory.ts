import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "../errors.js";
import type { Checkpoint, CheckpointContents } from "./checkpoint.js";
import { refuseLostCheckpoints, refuseWithoutFolder, rememberCheckpoint } from "./checkpoint-memory.js";
import { CheckpointStore, type Keep } from "./checkpoint-store.js";
import { type RunConfig, type RunDescription, readConfig, replaceConfig, writeConfig } from "./config.js";
import { ifExists, onDisk, replaceDurably } from "./disk.js";
import { CHECKPOINTS, GAMES, LEFT_BY_TRAINING, METRICS_FILE } from "./entries.js";
import { LOCK_NAME, RunLock } from "./lock.js";
import { MetricsLog, type MetricsRecord, readMetrics } from "./metrics-log.js";
import { refuseOccupied } from "./occupied.js";
import { resumePoint } from "./resume-point.js";
import { type LogEntries, RunLogs } from "./run-logs.js";

/** How a run is made. */
export interface CreateOptions extends Keep {
  /** Delete the run that is there already, and nothing else. Default false. */
  readonly overwrite?: boolean;
}

/** How a run is opened. */
export interface OpenOptions extends Keep {
  /**
   * Open it to go on with it: take its lock, clean up after a killed process, and bring it back to its newest
   * checkpoint. Default false: only to read, also while another process trains.
   */
  readonly write?: boolean;
  /** Where the newest checkpoint or a log is damaged, go on from the newest good one. Default false. */
  readonly fallback?: boolean;
  /** Files besides the metrics that only grow, each with the entry of a checkpoint's `meta` that tells how long it was. */
  readonly logs?: LogEntries;
}

/** A run on disk: its configuration, metrics, checkpoints and sample games. */
export class RunDirectory {
  /** @internal use {@link createRun} or {@link openRun} */
  constructor(
    readonly path: string,
    private described: RunConfig,
    private readonly store: CheckpointStore,
    private readonly writer: { readonly lock: RunLock; readonly metrics: MetricsLog } | undefined,
    private readonly left: ReadonlyMap<string, number> = new Map(),
  ) {}

  get config(): RunConfig {
    return this.described;
  }

  /** Says where the file is now that defines what the run practises. */
  async moveFile(kind: "game" | "task", file: string): Promise<void> {
    this.writing();
    const scenario = this.config[kind];
    if (scenario === undefined) return;
    const config = { ...this.config, [kind]: { ...scenario, file } };
    await replaceConfig(this.path, config);
    this.described = config;
  }

  /** Gives settings other values in `config.json`, for a run that is to go on for longer than it was begun for. */
  async changeSettings(settings: RunDescription["settings"]): Promise<void> {
    this.writing();
    const config = { ...this.config, settings: { ...this.config.settings, ...settings } };
    await replaceConfig(this.path, config);
    this.described = config;
  }

  /** Adds a line to `metrics.jsonl`. On a full disk it waits in memory for the next line or checkpoint. */
  async appendMetrics(record: MetricsRecord): Promise<void> {
    await this.writing().metrics.append(record);
  }

  /** Every line of `metrics.jsonl`. */
  metrics(): Promise<MetricsRecord[]> {
    return readMetrics(join(this.path, METRICS_FILE));
  }

  /**
   * Saves a checkpoint. It appears complete or not at all, and stays even if the power fails a moment later.
   * @returns its directory
   * @throws RunError `DISK_FULL`; nothing half-written is left then, see {@link retryWhileDiskFull}
   */
  async saveCheckpoint(contents: CheckpointContents): Promise<string> {
    const { metrics } = this.writing();
    const folder = await this.store.save(contents, await metrics.flush());
    await rememberCheckpoint(this.path, contents.step);
    return folder;
  }

  /**
   * The newest checkpoint with every checksum verified, or undefined when there is none yet.
   * @throws DamagedCheckpointError naming the file and what is wrong with it, and holding the last good checkpoint
   */
  latestCheckpoint({
    fallback = false,
  }: {
    readonly fallback?: boolean;
  } = {}): Promise<Checkpoint | undefined> {
    return this.store.latest(fallback);
  }

  /** All checkpoints by ascending step. Their manifests are checked now, their files when they are read. */
  async checkpoints(): Promise<Checkpoint[]> {
    return Promise.all((await this.store.steps()).map((step) => this.store.open(step)));
  }

  /** Writes sample games, text or JSON lines, as `games/NAME`. */
  async saveGames(name: string, contents: string): Promise<void> {
    this.writing();
    const games = join(this.path, GAMES);
    await onDisk(games, () => mkdir(games, { recursive: true }));
    await replaceDurably(join(games, name), contents);
  }

  /** Gives the lock back. Metrics that still wait for room on a full disk are lost; save a checkpoint first. */
  async close(): Promise<void> {
    await this.writer?.metrics.close();
    await this.writer?.lock.release();
  }

  /** Bytes of a log, named when the run was opened to write, that it goes on with. */
  logBytes(file: string): number | undefined {
    return this.left.get(file);
  }

  private writing(): { readonly lock: RunLock; readonly metrics: MetricsLog } {
    if (this.writer) return this.writer;
    throw new RunError("RUN_READ_ONLY", `${this.path}: was opened to read only`);
  }
}

/**
 * Makes the directory of a new run and takes its lock.
 *
 * @throws RunError `RUN_EXISTS`, `RUN_LOCKED`, `DISK_FULL`; `RUN_FOREIGN` and `RUN_DAMAGED` where it would replace what is
 * not known to be a run
 * @example
 * const run = await createRun("runs/a", { seed: 1, game: { name: "hex" }, algorithm: "alphazero", settings: {} });
 * await run.saveCheckpoint({ step: 0, tensors: { weights } });
 * await run.close();
 */
export async function createRun(
  path: string,
  description: RunDescription,
  { overwrite = false, ...keep }: CreateOptions = {},
): Promise<RunDirectory> {
  await refuseOccupied(path, overwrite);
  await onDisk(path, () => mkdir(path, { recursive: true }));
  return locked(path, async (lock) => {
    await refuseOccupied(path, overwrite);
    for (const name of LEFT_BY_TRAINING) await rm(join(path, name), { recursive: true, force: true });
    await onDisk(path, () => mkdir(join(path, CHECKPOINTS)));
    const config = await writeConfig(path, description);
    const store = new CheckpointStore(join(path, CHECKPOINTS), config.id, keep);
    const metrics = await MetricsLog.open(join(path, METRICS_FILE), 0);
    return new RunDirectory(path, config, store, { lock, metrics });
  });
}

/**
 * Opens a run that is there already.
 *
 * @throws RunError `RUN_NOT_FOUND`, `RUN_DAMAGED`, `RUN_FOREIGN`; to write also `RUN_LOCKED` and
 * DamagedCheckpointError
 * @example
 * const run = await openRun("runs/a", { write: true });
 * const checkpoint = await run.latestCheckpoint();
 */
export async function openRun(
  path: string,
  { write = false, fallback = false, logs = {}, ...keep }: OpenOptions = {},
): Promise<RunDirectory> {
  const config = await readConfig(path);
  const store = new CheckpointStore(join(path, CHECKPOINTS), config.id, keep);
  if (!write) return new RunDirectory(path, config, store, undefined);
  return locked(path, async (lock) => {
    await removeTemporary(path);
    await ifExists(removeTemporary(join(path, GAMES)));
    await refuseWithoutFolder(join(path, CHECKPOINTS));
    await store.recover();
    const found = await RunLogs.find(path, logs);
    const checkpoint = await resumePoint(store, found, fallback);
    if (checkpoint) {
      await store.setAsideAfter(checkpoint.step);
      await rememberCheckpoint(path, checkpoint.step);
    } else await refuseLostCheckpoints(path, join(path, CHECKPOINTS));
    const left = await found.left(checkpoint);
    const metrics = await MetricsLog.open(join(path, METRICS_FILE), left.get(METRICS_FILE) ?? 0);
    return new RunDirectory(path, config, store, { lock, metrics }, left);
  });
}

async function locked(path: string, open: (lock: RunLock) => Promise<RunDirectory>): Promise<RunDirectory> {
  const lock = await RunLock.take(path);
  try {
    return await open(lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Takes away files that were being written when their process was killed. */
async function removeTemporary(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    // A lock on its way belongs to a process that is opening the run right now.
    if (/^\..+\.tmp-\d+$/.test(name) && !LOCK_NAME.test(name)) await rm(join(folder, name), { force: true });
  }
}
