import type { Command } from "commander";
import { examples } from "../examples.js";
import { count } from "../format.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

export function addExport(program: Command): void {
  const command = program
    .command("export")
    .summary("write the network as an ONNX file")
    .description(
      "Writes the newest network of a run as an ONNX file, which runs in a browser, on a server or on a phone " +
        "without selfplay.",
    )
    .argument("<run>", "directory of the run")
    .requiredOption("--out <file>", "the file to write")
    .option("--json", "print one JSON object")
    .action(async (directory: string, { out, json }: { readonly out: string; readonly json?: true }) => {
      const output = createOutput({ json: json === true });
      await openExistingRun(directory);
      const { exportPolicy } = await import("../../export-policy.js");
      const exported = await exportPolicy(directory, out);
      const shapes = (values: typeof exported.inputs) =>
        values.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
      output.result(exported, () =>
        [
          `${out}: ${count(exported.bytes)} bytes, weights of step ${exported.step}`,
          `  in   ${shapes(exported.inputs)}`,
          `  out  ${shapes(exported.outputs)}`,
        ].join("\n"),
      );
    });
  examples(command, [["selfplay export runs/a --out policy.onnx", "the newest network of that run"]]);
}
