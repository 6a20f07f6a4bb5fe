import type { Command } from "commander";
import { type DoctorReport, examineRun } from "../../doctor/doctor.js";
import { examples } from "../examples.js";
import { type Colours, createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

export function addDoctor(program: Command): void {
  const command = program
    .command("doctor")
    .summary("say why a run does not learn")
    .description(
      "Reads a run's metrics and checks its game, and says in words what is wrong and what to try. Ends with status 1 " +
        "when there is a problem.",
    )
    .argument("<run>", "directory of the run")
    .option("--json", "print one JSON object")
    .action(async (directory: string, { json }: { readonly json?: true }) => {
      const output = createOutput({ json: json === true });
      await openExistingRun(directory);
      const report = await examineRun(directory);
      output.result(report, () => inWords(report, output.colours));
      if (report.findings.some(({ severity }) => severity === "problem")) process.exitCode = 1;
    });
  examples(command, [["selfplay doctor runs/a", "the curve is flat: what now?"]]);
}

function inWords({ run, rounds, findings }: DoctorReport, { red, yellow }: Colours): string {
  if (findings.length === 0) {
    const few = rounds < 10 ? ` It is young (${rounds} rounds or steps): look again later.` : "";
    return `${run}: nothing is wrong that the metrics would show.${few}`;
  }
  return findings
    .map(({ severity, message, evidence, advice }) => {
      const mark = severity === "problem" ? red("problem") : yellow("warning");
      return `${mark}  ${message}\n         ${evidence}\n         → ${advice}`;
    })
    .join("\n");
}
