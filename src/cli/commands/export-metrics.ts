import { type Command, Option } from "commander";
import { METRICS_FORMS } from "../../exports/choices.js";
import { examples } from "../examples.js";
import { count } from "../format.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

interface Flags {
  readonly to: "tensorboard" | "csv";
  readonly out?: string;
  readonly json?: true;
}

export function addExportMetrics(program: Command): void {
  const command = program
    .command("export-metrics")
    .summary("write a run's curves for TensorBoard or as CSV")
    .description(
      "Writes what a run has measured for other programs: as a directory that TensorBoard opens, or as a table in a CSV file.",
    )
    .argument("<run>", "directory of the run")
    .addOption(new Option("--to <format>", "what to write").choices(METRICS_FORMS).makeOptionMandatory())
    .option(
      "--out <path>",
      "directory for TensorBoard, or the CSV file (default tensorboard, or <run>.csv, here)",
    )
    .option("--json", "print one JSON object")
    .action(async (run: string, { to, out, json }: Flags) => {
      const output = createOutput({ json: json === true });
      await openExistingRun(run);
      const { exportMetrics } = await import("../../exports/export-metrics.js");
      const exported = await exportMetrics(run, { to, ...(out !== undefined && { out }) });
      output.result(exported, () => {
        const { file, lines, values } = exported;
        const how = to === "tensorboard" ? `\n  tensorboard --logdir ${exported.folder}` : "";
        return `${file}: ${count(values)} values from ${count(lines)} lines${how}`;
      });
    });
  examples(command, [
    ["selfplay export-metrics runs/a --to tensorboard", "then: tensorboard --logdir tensorboard"],
    ["selfplay export-metrics runs/b --to tensorboard", "beside it, in the same directory"],
    ["selfplay export-metrics runs/a --to csv --out a.csv", "for a spreadsheet, pandas or R"],
  ]);
}
