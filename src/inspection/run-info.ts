import { ENGINE_TENSORS } from "../algorithms/language/progress.js";
import {
  type Checkpoint,
  type MetricsRecord,
  openRun,
  type RunConfig,
  type RunDirectory,
  weightsSha256,
} from "../run/index.js";

/** A measurement as it stands in a run's metrics. */
export interface Measurement {
  readonly step: number;
  readonly minutes: number;
  /** What was measured, such as "Elo" or "solved of 200 held-out addition". */
  readonly label: string;
  readonly value: number;
  /** 95 % interval of `value`. */
  readonly interval?: readonly [number, number];
  /** Of a language model: before the stage that practises, at the end of training, or in between. */
  readonly when?: "before" | "during" | "end";
  /** Of a language model: accuracy by difficulty, and pass@k. */
  readonly details?: Readonly<Record<string, number>>;
}

/** What is known of a run from its directory. */
export interface RunInfo {
  readonly run: string;
  readonly config: RunConfig;
  /** Of the newest checkpoint; null when there is none. */
  readonly progress: Readonly<Record<string, unknown>> | null;
  /** The last measurement against something held out, or of the rating where nothing is. */
  readonly headline: Measurement | null;
  readonly evaluations: readonly Measurement[];
  /** Their steps. */
  readonly checkpoints: readonly number[];
  /** Of the newest checkpoint; of a language model the whole state it goes on from, its optimiser's included. */
  readonly weightsSha256: string | null;
  /** Of a language model: its headline as a share, and the same before it began to practise; null when not measured. */
  readonly accuracy?: number | null;
  readonly accuracyBeforeReinforcement?: number | null;
}

/**
 * Reads what a run is about, how far it is, and how good it was found; also while it is being trained.
 *
 * @throws RunError for a directory that is no run, or one that is damaged
 * @example
 * const { accuracyBeforeReinforcement, accuracy } = await runInfo("runs/a");
 */
export async function runInfo(directory: string): Promise<RunInfo> {
  const run = await openRun(directory);
  const [metrics, saved] = await Promise.all([run.metrics(), savedState(run)]);
  const evaluations = metrics.filter(({ type }) => type === "evaluation").map(measurementOf);
  return infoOf(run, evaluations, saved);
}

/** What a run has saved. */
export type SavedState = Pick<RunInfo, "progress" | "checkpoints" | "weightsSha256">;

/**
 * Reads what a run has saved, every byte of its newest checkpoint.
 * @throws DamagedCheckpointError
 */
export async function savedState(run: RunDirectory): Promise<SavedState> {
  const [checkpoint, checkpoints] = await Promise.all([run.latestCheckpoint(), run.checkpoints()]);
  return {
    progress: checkpoint?.meta ?? null,
    checkpoints: checkpoints.map(({ step }) => step),
    weightsSha256: await fingerprint(checkpoint, run.config.task !== undefined),
  };
}

/** Puts together what is known of a run. */
export function infoOf(
  { path, config }: Pick<RunDirectory, "path" | "config">,
  evaluations: readonly Measurement[],
  { progress, checkpoints, weightsSha256 }: SavedState,
): RunInfo {
  const headline = headlineOf(evaluations);
  return {
    run: path,
    config,
    progress,
    headline,
    evaluations,
    checkpoints,
    weightsSha256,
    ...(config.task !== undefined && {
      accuracy: headline?.value ?? null,
      accuracyBeforeReinforcement: beforePractice(evaluations)?.value ?? null,
    }),
  };
}

/** The last measurement against something held out, or of the rating where nothing is. */
export function headlineOf(evaluations: readonly Measurement[]): Measurement | null {
  return evaluations.findLast(({ label }) => label !== "Elo") ?? evaluations.at(-1) ?? null;
}

/** What was measured before the stage that practises. */
export function beforePractice(evaluations: readonly Measurement[]): Measurement | undefined {
  return evaluations.findLast(({ when }) => when === "before");
}

async function fingerprint(checkpoint: Checkpoint | undefined, isLanguage: boolean): Promise<string | null> {
  if (!checkpoint) return null;
  return weightsSha256(isLanguage ? await checkpoint.tensors(ENGINE_TENSORS) : await checkpoint.weights());
}

/** A measurement, of its line in the metrics. */
export function measurementOf(record: MetricsRecord): Measurement {
  const { step, minutes, label, value, interval, when, details } = record as unknown as Measurement;
  return {
    step,
    minutes,
    label,
    value,
    ...(interval !== undefined && { interval }),
    ...(when !== undefined && { when, ...(details !== undefined && { details }) }),
  };
}
