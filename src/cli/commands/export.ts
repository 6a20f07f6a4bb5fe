import { type Command, Option } from "commander";
import { MODEL_FORMATS, NUMBER_TYPES } from "../../exports/choices.js";
import type { ExportedModel, ExportModelOptions } from "../../exports/export-model.js";
import type { ExportedPolicy } from "../../exports/export-policy.js";
import { folderKind } from "../../trained/model-folder.js";
import { examples } from "../examples.js";
import { count } from "../format.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";
import { UsageError } from "../usage-error.js";

type Flags = ExportModelOptions & { readonly out: string; readonly json?: true };

export function addExport(program: Command): void {
  const command = program
    .command("export")
    .summary("write what was trained for other programs")
    .description(
      "Writes the newest weights of a run for programs without selfplay: a game's network as an ONNX file, which runs in " +
        "a browser, on a server or on a phone; a language model, of a run or of a checkpoint, as a Hugging Face folder or " +
        "as an ONNX file.",
    )
    .argument("<run>", "directory of the run, or of a checkpoint")
    .requiredOption("--out <path>", "the file to write, or the folder")
    .addOption(
      new Option(
        "--format <format>",
        "hf: a folder for transformers, or with an adapter one for peft; onnx: a file (default hf, onnx where the path ends with .onnx or a game is exported)",
      ).choices(MODEL_FORMATS),
    )
    .optionsGroup("Of a language model:")
    .option("--merge", "put a run's adapter into the weights of its model (with onnx that is always done)")
    .addOption(new Option("--dtype <type>", "how hf stores numbers (default float32)").choices(NUMBER_TYPES))
    .option(
      "--stage <name>",
      "the model that a stage of the run ended with, such as sft (default the newest)",
    )
    .optionsGroup("Options:")
    .option("--json", "print one JSON object")
    .action(exportAction);
  examples(command, [
    ["selfplay export runs/hex-1 --out policy.onnx", "the network of a game"],
    ["selfplay export runs/addition-1 --out my-model", "a folder that transformers loads"],
    ["selfplay export runs/addition-1 --out my-model.onnx", "one file, checked against the engine"],
    ["selfplay export runs/qwen-1 --merge --dtype bfloat16 --out merged", "without the adapter"],
  ]);
}

async function exportAction(path: string, { out, json, ...options }: Flags): Promise<void> {
  const output = createOutput({ json: json === true });
  const run = (await folderKind(path)) === "checkpoint" ? undefined : await openExistingRun(path);
  if (run?.config.game === undefined) {
    const { exportModel } = await import("../../exports/export-model.js");
    const exported = await exportModel(path, out, options);
    output.result(exported, () => modelWords(exported));
    return;
  }
  const { format, merge, dtype, stage } = options;
  if (format === "hf") throw new UsageError("--format: expected onnx for the network of a game, found hf");
  const [wrong] = Object.entries({ merge, dtype, stage }).filter(([, value]) => value !== undefined);
  if (wrong)
    throw new UsageError(`--${wrong[0]}: is for language models, found a run of ${run.config.game.name}`);
  const { exportPolicy } = await import("../../exports/export-policy.js");
  const exported = await exportPolicy(path, out);
  output.result(exported, () => policyWords(exported));
}

function policyWords({ file, bytes, step, inputs, outputs }: ExportedPolicy): string {
  const shapes = (values: ExportedPolicy["inputs"]) =>
    values.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
  const head = `${file}: ${count(bytes)} bytes, weights of step ${step}`;
  return [head, `  in   ${shapes(inputs)}`, `  out  ${shapes(outputs)}`].join("\n");
}

function modelWords(exported: ExportedModel): string {
  const { path, format, holds, step, parameters, files, bytes, largestDifference } = exported;
  const of = step === undefined ? "" : `, weights of step ${step}`;
  const what = `${holds === "adapter" ? "an adapter" : "a model"} with ${count(parameters)} parameters`;
  const head = `${path}: ${what}, ${count(bytes)} bytes${of}`;
  if (format === "hf") return [head, ...files.map((file) => `  ${file}`)].join("\n");
  return [
    head,
    "  in   input_ids [rows, time]",
    "  out  logits [rows, time, vocabulary]",
    `  checked: log-probabilities differ from the engine's by at most ${largestDifference?.toExponential(1)}`,
  ].join("\n");
}
