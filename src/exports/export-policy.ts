import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { networkShape, resolveAlphaZero } from "../algorithms/alpha-zero/settings.js";
import { RunError } from "../errors.js";
import type { Program } from "../graph/index.js";
import { inferenceProgram } from "../networks/network-evaluator.js";
import { ifExists } from "../run/disk.js";
import {
  asWeights,
  decodeSafetensors,
  openRun,
  type RunDirectory,
  settingsOfRun,
  type Weights,
} from "../run/index.js";
import { loadGameOfRun } from "../scenarios/file-of-run.js";
import { refuseFile } from "./refuse-file.js";

/** A network written to an ONNX file. */
export interface ExportedPolicy {
  readonly file: string;
  readonly bytes: number;
  /** The learner's step its weights come from. */
  readonly step: number;
  /** Names and shapes of its input and its outputs; a dimension with a name is free. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly (number | string)[] }[];
  readonly outputs: readonly { readonly name: string; readonly shape: readonly (number | string)[] }[];
}

/**
 * Writes the newest network of a run as an ONNX file that runs wherever ONNX does: `observation`
 * `[batch, channels, height, width]` in; `logits` `[batch, actions]`, unmasked, and `value` `[batch]` for the player
 * to move out.
 *
 * @param file one that is not there yet
 * @throws RunError when the run has no checkpoint yet, or is damaged; CheckpointError `CHECKPOINT_EXISTS`
 * @example
 * await exportPolicy("runs/a", "policy.onnx");
 */
export async function exportPolicy(directory: string, file: string): Promise<ExportedPolicy> {
  await refuseFile(file);
  const { program, step } = await policyProgram(directory);
  await writeFile(file, program.onnx);
  const shapes = (values: typeof program.inputs) => values.map(({ name, shape }) => ({ name, shape }));
  const bytes = program.onnx.length;
  return { file, bytes, step, inputs: shapes(program.inputs), outputs: shapes(program.outputs) };
}

/**
 * The network of a run as an ONNX program.
 *
 * @param step of a checkpoint or of a past self in the league; the newest checkpoint when left out
 * @throws RunError `RUN_EMPTY` where nothing is saved, `STEP_MISSING` for a step of which nothing is
 */
export async function policyProgram(
  directory: string,
  step?: number,
): Promise<{ readonly program: Program; readonly step: number }> {
  const run = await openRun(directory);
  const saved = step === undefined ? await newest(run) : { step, weights: await weightsOfStep(run, step) };
  const game = await loadGameOfRun(run);
  const shape = networkShape(settingsOfRun(run, (begun) => resolveAlphaZero(game, begun)));
  return { program: inferenceProgram(game, shape, saved.weights, { portable: true }), step: saved.step };
}

/** Steps of which a network is saved, as a checkpoint or as a past self; ascending. */
export async function policySteps({ path }: Pick<RunDirectory, "path">): Promise<number[]> {
  const [checkpoints, league] = await Promise.all(
    ["checkpoints", LEAGUE].map(async (folder) => (await ifExists(readdir(join(path, folder)))) ?? []),
  );
  const steps = [
    ...checkpoints.filter((name) => /^\d+$/.test(name)),
    ...league.flatMap((name) => /^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? []),
  ];
  return [...new Set(steps.map(Number))].sort((a, b) => a - b);
}

const LEAGUE = "league";

async function newest(run: RunDirectory): Promise<{ readonly step: number; readonly weights: Weights }> {
  const checkpoint = await run.latestCheckpoint();
  if (checkpoint) return { step: checkpoint.step, weights: await checkpoint.weights("weights") };
  throw new RunError("RUN_EMPTY", `${run.path}: has no checkpoint yet; let it train for a minute first`);
}

async function weightsOfStep(run: RunDirectory, step: number): Promise<Weights> {
  const checkpoint = (await run.checkpoints()).find((saved) => saved.step === step);
  if (checkpoint) return checkpoint.weights("weights");
  const file = join(run.path, LEAGUE, `step-${step}.safetensors`);
  const bytes = await ifExists(readFile(file));
  if (bytes) return asWeights(decodeSafetensors(bytes, file).tensors, file);
  const known = (await policySteps(run)).join(", ") || "none";
  throw new RunError(
    "STEP_MISSING",
    `${run.path}: expected a step of which a network is saved (${known}), found ${step}`,
  );
}
