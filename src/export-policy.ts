import { writeFile } from "node:fs/promises";
import { networkShape, resolveAlphaZero } from "./algorithms/alpha-zero/settings.js";
import { loadReferencedGame } from "./environments/load-game.js";
import { RunError } from "./errors.js";
import { inferenceProgram } from "./networks/network-evaluator.js";
import { openRun } from "./run/index.js";
import { gameOf } from "./run-settings.js";

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
 * @throws RunError when the run has no checkpoint yet, or is damaged
 * @example
 * await exportPolicy("runs/a", "policy.onnx");
 */
export async function exportPolicy(directory: string, file: string): Promise<ExportedPolicy> {
  const run = await openRun(directory);
  const checkpoint = await run.latestCheckpoint();
  if (!checkpoint) {
    throw new RunError("RUN_EMPTY", `${directory}: has no checkpoint yet; let it train for a minute first`);
  }
  const game = await loadReferencedGame(gameOf(run));
  const shape = networkShape(resolveAlphaZero(game, run.config.settings));
  const program = inferenceProgram(game, shape, await checkpoint.weights("weights"), { portable: true });
  await writeFile(file, program.onnx);
  const shapes = (values: typeof program.inputs) => values.map(({ name, shape }) => ({ name, shape }));
  const { step } = checkpoint;
  const bytes = program.onnx.length;
  return { file, bytes, step, inputs: shapes(program.inputs), outputs: shapes(program.outputs) };
}
