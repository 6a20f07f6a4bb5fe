import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { examineRun } from "../../doctor/doctor.js";
import type { Finding } from "../../doctor/finding.js";
import { SelfplayError } from "../../errors.js";
import { infoOf, type SavedState, savedState } from "../../inspection/run-info.js";
import { ifExists } from "../../run/disk.js";
import { openRun, type RunDirectory } from "../../run/index.js";
import { isLocked } from "../../run/lock.js";
import type { League, PolicyList, RunDetail, RunState, RunSummary } from "../api.js";
import { RunEpisodes } from "./episodes.js";
import { refuseOutside } from "./fence.js";
import { Kept } from "./kept.js";
import { leagueOf } from "./league.js";
import { PolicyFiles, policyList } from "./policies.js";
import { RunCurves } from "./run-curves.js";
import { RunDigest } from "./run-digest.js";
import { StoredGames } from "./stored-games.js";

/** Milliseconds for which a run is taken to lie where it was found to lie. */
const FENCED = 2000;
/** Milliseconds between two examinations of a run by the doctor while it is being trained, and the greatest share of time they take. */
const EXAMINED = 10_000;
const EXAMINED_SHARE = 0.05;
/** Milliseconds for which curves are kept that nobody asks for. */
const CURVES_KEPT = 60_000;

const NOTHING_SAVED: SavedState = { progress: null, checkpoints: [], weightsSha256: null };

/** A run directory that is looked at again and again; what was read is kept as long as it is true. */
export class WatchedRun {
  readonly metricsPath: string;
  readonly games: StoredGames;
  private readonly digest: RunDigest;
  private readonly opened = new Kept<RunDirectory>();
  private readonly saved = new Kept<SavedState>();
  private readonly findings = new Kept<readonly Finding[]>();
  private readonly fenced = new Kept<void>();
  private files: PolicyFiles | undefined;
  private read: RunEpisodes | undefined;
  private curves: RunCurves | undefined;
  private forgetting: NodeJS.Timeout | undefined;
  /** Milliseconds that the doctor took. */
  private examination = 0;

  /**
   * @param name by which it is asked for
   * @param root the runs directory, which nothing of the run may lead out of
   */
  constructor(
    readonly name: string,
    readonly path: string,
    private readonly root: string,
  ) {
    this.metricsPath = join(path, "metrics.jsonl");
    this.digest = new RunDigest(this.metricsPath);
    this.games = new StoredGames(join(path, "games"));
  }

  /** Its configuration. @throws RunError */
  async open(): Promise<RunDirectory> {
    await this.refuseOutside();
    const { mtimeMs, size } = (await ifExists(stat(join(this.path, "config.json")))) ?? {};
    return this.opened.get(`${mtimeMs} ${size}`, () => {
      this.files = undefined;
      this.read = undefined;
      return openRun(this.path);
    });
  }

  /** @throws RunError `RUN_OUTSIDE` where the run, or something in it, lies outside of the runs directory */
  refuseOutside(): Promise<void> {
    return this.fenced.get(String(Math.floor(Date.now() / FENCED)), () =>
      refuseOutside(this.root, this.path),
    );
  }

  /** What the list says of it; it never fails. */
  async summary(): Promise<RunSummary> {
    try {
      return await this.summaryOf(await this.open());
    } catch (error) {
      return { run: this.name, state: "damaged", error: this.words(error) };
    }
  }

  /** @param later leave out what the doctor finds */
  async detail({ later = false } = {}): Promise<RunDetail> {
    const summary = await this.summary();
    const run = await this.open().catch(() => undefined);
    if (!run) return summary;
    try {
      const saved = await this.savedState(run);
      const info = this.info(run, saved);
      return later ? { ...summary, info } : { ...summary, info, findings: await this.examine(summary) };
    } catch (error) {
      return { ...summary, state: "damaged", error: this.words(error), info: this.info(run, NOTHING_SAVED) };
    }
  }

  /** All numbers of its metrics, packed. */
  async columns(): Promise<Uint8Array<ArrayBuffer>> {
    await this.open();
    clearTimeout(this.forgetting);
    this.curves ??= new RunCurves(this.metricsPath);
    const { curves } = this;
    await curves.refresh();
    this.forgetting = setTimeout(() => {
      this.curves = undefined;
    }, CURVES_KEPT).unref();
    return curves.packed();
  }

  async league(): Promise<League> {
    await this.open();
    await this.digest.refresh();
    return leagueOf(this.digest.matches);
  }

  async policies(): Promise<PolicyList> {
    return policyList(await this.open(), await this.league());
  }

  async onnx(step: number): Promise<Uint8Array> {
    const run = await this.open();
    this.files ??= new PolicyFiles(run);
    return this.files.onnx(step);
  }

  async episodes(): Promise<RunEpisodes> {
    const run = await this.open();
    this.read ??= new RunEpisodes(run);
    return this.read;
  }

  private async summaryOf({ config }: RunDirectory): Promise<RunSummary> {
    await this.digest.refresh();
    const { progress } = this.digest;
    const error = this.digest.error ?? this.curves?.error;
    const { game, task, algorithm, seed, created } = config;
    const written = (await ifExists(stat(this.metricsPath)))?.mtime.toISOString();
    return {
      run: this.name,
      state: error ? "damaged" : await this.state(),
      ...(error && { error: this.words(error) }),
      kind: game === undefined ? "language" : "game",
      scenario: (game ?? task)?.name ?? "",
      algorithm,
      seed,
      created,
      updated: written ?? created,
      ...progress,
    };
  }

  private async state(): Promise<RunState> {
    if (await isLocked(this.path)) return "training";
    return this.digest.hasFinished ? "finished" : "stopped";
  }

  private info(run: RunDirectory, saved: SavedState): NonNullable<RunDetail["info"]> {
    // Where on this machine a run lies is nobody's business.
    return infoOf({ path: this.name, config: run.config }, this.digest.evaluations, saved);
  }

  /** Every byte of the newest checkpoint is checked, once. */
  private async savedState(run: RunDirectory): Promise<SavedState> {
    const written = async () => String((await ifExists(stat(join(this.path, "checkpoints"))))?.mtimeMs);
    for (let key = await written(); ; ) {
      try {
        return await this.saved.get(key, () => savedState(run));
      } catch (error) {
        // The process that trains may have replaced its checkpoints while they were read.
        const now = await written();
        if (now === key) throw error;
        key = now;
      }
    }
  }

  private examine({ state, updated }: RunSummary): Promise<readonly Finding[]> {
    const often = Math.max(EXAMINED, this.examination / EXAMINED_SHARE);
    const when = state === "training" ? Math.floor(Date.now() / often) : updated;
    return this.findings.get(`${state} ${when}`, async () => {
      const begun = performance.now();
      const { findings } = await examineRun(this.path, { loadFiles: false });
      this.examination = performance.now() - begun;
      return findings;
    });
  }

  /** Errors name files by their whole path, of which only the part within the runs directory is told. */
  private words(error: unknown): string {
    if (!(error instanceof SelfplayError) && !(error instanceof Error && "syscall" in error)) throw error;
    return (error as Error).message.replaceAll(this.path, basename(this.path));
  }
}
