import { mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { OptionError } from "../errors.js";
import { replaceDurably } from "../run/disk.js";
import { openRun } from "../run/index.js";
import { type Names, refuseUnknown } from "../unknown-option.js";
import { METRICS_FORMS } from "./choices.js";
import { csvOf } from "./metrics/csv.js";
import { scalarsOf } from "./metrics/scalars.js";
import { eventFile } from "./metrics/tensorboard.js";

/** How a run's metrics are written. */
export interface ExportMetricsOptions {
  readonly to: "tensorboard" | "csv";
  /** TensorBoard's directory, default `tensorboard`, or the CSV file, default the run's name with `.csv`. */
  readonly out?: string;
}

const OPTIONS: Names<ExportMetricsOptions> = { to: true, out: true };

/** Metrics that were written. */
export interface ExportedMetrics {
  readonly file: string;
  /** What TensorBoard is to be given as `--logdir`, or where the CSV file lies. */
  readonly folder: string;
  /** Lines of the run's metrics. */
  readonly lines: number;
  readonly values: number;
}

/**
 * Writes the metrics of a run for other programs: as an event file that TensorBoard opens, with the run as a directory of its
 * own, or as a table in a CSV file. A file written before is replaced.
 *
 * @throws OptionError, RunError
 * @example
 * await exportMetrics("runs/a", { to: "tensorboard" }); // tensorboard --logdir tensorboard
 */
export async function exportMetrics(
  directory: string,
  options: ExportMetricsOptions,
): Promise<ExportedMetrics> {
  refuseUnknown("exportMetrics", OPTIONS, options);
  const { to, out } = options;
  if (!METRICS_FORMS.some((form) => form === to))
    throw new OptionError("to", `one of ${METRICS_FORMS.join(", ")}`, to);
  const run = await openRun(directory);
  const metrics = await run.metrics();
  const name = basename(resolve(directory));
  if (to === "csv") {
    const file = out ?? `${name}.csv`;
    const { text, values } = csvOf(metrics);
    await mkdir(dirname(file), { recursive: true });
    await replaceDurably(file, text);
    return { file, folder: dirname(file), lines: metrics.length, values };
  }
  const folder = out ?? "tensorboard";
  const began = Date.parse(run.config.created) / 1000;
  const scalars = metrics.flatMap((record) => scalarsOf(record, began));
  // One name for one run, so that a second export takes the place of the first.
  const file = join(folder, name, `events.out.tfevents.${Math.floor(began)}.selfplay`);
  await mkdir(dirname(file), { recursive: true });
  await replaceDurably(file, eventFile(began, scalars));
  return { file, folder, lines: metrics.length, values: scalars.length };
}
