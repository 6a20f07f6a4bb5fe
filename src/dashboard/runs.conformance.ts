import { join } from "node:path";
import { alphaZero } from "../algorithms/alpha-zero/alpha-zero.js";
import { train } from "../training/train.js";

/** Trains a small run of Tic-Tac-Toe, in a second or two. @returns its directory */
export async function smallGameRun(folder: string, name = "game"): Promise<string> {
  const out = join(folder, name);
  const settings = { blocks: 1, channels: 16, simulations: 8, slots: 16, evaluations: 1 };
  await train({ environment: "tic-tac-toe", algorithm: alphaZero(settings), steps: 30, workers: 1, out });
  return out;
}

/** Trains a small run of a language model that adds, in a few seconds. @returns its directory */
export async function smallTextRun(folder: string, name = "text"): Promise<string> {
  const out = join(folder, name);
  const steps = { sftSteps: 3, rlSteps: 3, groups: 2, groupSize: 4, evaluationExamples: 8, evaluations: 1 };
  const settings = { preset: "tiny", ...steps };
  const environmentOptions = { shown: 1, digits: 2 };
  const algorithm = { kind: "language" as const, settings };
  await train({ environment: "addition", environmentOptions, algorithm, workers: 1, out });
  return out;
}
