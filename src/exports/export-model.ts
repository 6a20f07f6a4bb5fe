import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { adapterContents } from "../algorithms/language/model.js";
import { GraphError, OptionError } from "../errors.js";
import { type MergedModel, mergeAdapter } from "../language/checkpoint/merge-adapter.js";
import type { StoredDType } from "../language/checkpoint/write-config.js";
import { largestDifference } from "../language/model/portable-check.js";
import { portableProgram } from "../language/model/portable-program.js";
import { saveAdapter, saveCheckpoint } from "../language/node.js";
import { parameterCount, parameterShapes } from "../language/parameter-shapes.js";
import { openTrainedModel, type TrainedModel } from "../trained/trained-model.js";
import { type Names, refuseUnknown } from "../unknown-option.js";
import { MODEL_FORMATS, NUMBER_TYPES } from "./choices.js";
import { refuseFile } from "./refuse-file.js";

/** How far log-probabilities of an ONNX file may be from the engine's: rounding, also of a model held in 16 bits. */
const TOLERANCE = 1e-2;

/** How a language model is exported. */
export interface ExportModelOptions {
  /**
   * `hf`: a folder that Python's `transformers` loads, or for a run with an adapter one that `peft` loads; `onnx`: one
   * file with the forward pass. Default `onnx` where the name ends so, else `hf`.
   */
  readonly format?: "hf" | "onnx";
  /** Put an adapter into the weights of its model. With `onnx` that is always done. */
  readonly merge?: boolean;
  /** How numbers are stored, for `hf`; `onnx` has `float32` only. Default `float32`. */
  readonly dtype?: StoredDType;
  /** The model a stage of the run ended with. Default the newest weights. */
  readonly stage?: string;
}

/** A language model written to disk. */
export interface ExportedModel {
  readonly path: string;
  readonly format: "hf" | "onnx";
  /** Whether it is a whole model, or an adapter for one. */
  readonly holds: "model" | "adapter";
  /** The step its weights come from, where they are the newest of a run. */
  readonly step?: number;
  /** Numbers in what was written. */
  readonly parameters: number;
  readonly files: readonly string[];
  readonly bytes: number;
  /** Of an ONNX file: how far its log-probabilities are at most from the engine's, on a text drawn at random. */
  readonly largestDifference?: number;
}

const OPTIONS: Names<ExportModelOptions> = { format: true, merge: true, dtype: true, stage: true };
const CHOICES = { format: MODEL_FORMATS, dtype: NUMBER_TYPES } as const;

function checkOptions(options: ExportModelOptions): void {
  refuseUnknown("exportModel", OPTIONS, options);
  for (const name of ["format", "dtype"] as const) {
    const given = options[name];
    if (given !== undefined && !CHOICES[name].some((choice) => choice === given))
      throw new OptionError(name, `one of ${CHOICES[name].join(", ")}`, given);
  }
}

/**
 * Writes a language model for other programs: a Hugging Face folder, a PEFT adapter, or an ONNX file with `input_ids`
 * int64 `[rows, time]` in and `logits` `[rows, time, vocabulary]` out, without a cache.
 *
 * @param path of a run or a checkpoint
 * @param out a folder that is not there yet or is empty, or a file that is not there yet
 * @throws OptionError, RunError, CheckpointError; GraphError `EXPORT_DIFFERS` for a file that does not compute what the
 *   engine computes, which is then not written
 * @example
 * await exportModel("runs/a", "my-model");
 * @example
 * await exportModel("runs/a", "model.onnx");
 */
export async function exportModel(
  path: string,
  out: string,
  options: ExportModelOptions = {},
): Promise<ExportedModel> {
  checkOptions(options);
  const { format = out.endsWith(".onnx") ? "onnx" : "hf", merge = false, dtype, stage } = options;
  if (format === "onnx") {
    if (dtype !== undefined && dtype !== "float32")
      throw new OptionError("dtype", "float32 with onnx, which is written in no other", dtype);
    await refuseFile(out);
  }
  const model = await openTrainedModel(path, stage === undefined ? {} : { stage });
  try {
    const holds = model.adapter !== undefined && format === "hf" && !merge ? "adapter" : "model";
    if (merge && model.adapter === undefined)
      throw new OptionError("merge", `a run that trains an adapter`, `${path}, which trains all weights`);
    let largestDifference: number | undefined;
    if (format === "onnx") largestDifference = await writeOnnx(model, out);
    else if (holds === "adapter") await writeAdapter(model, out, dtype ?? "float32");
    else {
      const merged = await mergedModel(model);
      await saveCheckpoint(out, { ...merged, dtype: dtype ?? "float32", tokenizer: model.tokenizer });
    }
    const { step, engine } = model;
    const files = format === "onnx" ? [out] : (await readdir(out)).sort();
    const sizes = files.map(async (file) => (await stat(format === "onnx" ? file : join(out, file))).size);
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    const own = engine.parameters.total - parameterCount(engine.config);
    const parameters = holds === "model" ? parameterCount((await mergedModel(model)).config) : own;
    return {
      path: out,
      format,
      holds,
      ...(step !== undefined && { step }),
      parameters,
      files,
      bytes,
      ...(largestDifference !== undefined && { largestDifference }),
    };
  } finally {
    await model.close();
  }
}

/** A model, with its adapter put into its weights where it has one. */
async function mergedModel({ engine, adapter }: TrainedModel): Promise<MergedModel> {
  const { config } = engine;
  const weights = (name: string) => engine.parameter(name);
  return adapter === undefined
    ? { config, weights }
    : mergeAdapter(config, weights, await engine.adapter(adapter));
}

async function writeAdapter(model: TrainedModel, out: string, dtype: StoredDType): Promise<void> {
  await saveAdapter(out, { ...(await adapterContents(model, model.adapter!)), dtype });
}

/** @returns how far the file is from the engine */
async function writeOnnx(model: TrainedModel, out: string): Promise<number> {
  const { config, weights: read } = await mergedModel(model);
  const weights = new Map<string, Float32Array>();
  for (const name of parameterShapes(config).keys()) weights.set(name, await read(name));
  const program = portableProgram(config, weights);
  const difference = await largestDifference(program, model);
  if (!(difference <= TOLERANCE))
    throw new GraphError(
      "EXPORT_DIFFERS",
      `${out}: its log-probabilities differ from the engine's by ${difference}`,
    );
  await writeFile(out, program.onnx);
  return difference;
}
