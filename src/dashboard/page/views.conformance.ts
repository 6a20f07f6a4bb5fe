import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { alphaZero } from "../../algorithms/alpha-zero/alpha-zero.js";
import { ticTacToe } from "../../games/tic-tac-toe.js";
import { type TrainOptions, train } from "../../training/train.js";

const SMALL_GAME = {
  blocks: 1,
  channels: 16,
  simulations: 4,
  slots: 8,
  roundPlies: 4,
  batchSize: 16,
  evaluations: 1,
  checkpointMinutes: 0,
};

const SMALL_LANGUAGE = {
  preset: "tiny",
  sftSteps: 10,
  rlSteps: 4,
  showBatch: 16,
  groups: 4,
  groupSize: 4,
  maxTokens: 6,
  warmup: 2,
  evaluations: 1,
  evaluationExamples: 20,
  evaluationSamples: 2,
};

/** A small training of tic-tac-toe. */
export function smallGame(out: string, seed: number, steps: number, learningRate = 0.02): TrainOptions {
  const algorithm = alphaZero({ ...SMALL_GAME, learningRate });
  return { environment: ticTacToe(), algorithm, steps, workers: 1, seed, out };
}

/**
 * A folder of real runs: `game-1` and `game-2` differ in their seed, `game-3` in its learning rate; `sums` is a language
 * model that adds, and `torn` cannot be read.
 */
export async function makeRuns(folder: string): Promise<void> {
  await train(smallGame(join(folder, "game-1"), 1, 60));
  await train(smallGame(join(folder, "game-2"), 2, 60));
  await train(smallGame(join(folder, "game-3"), 1, 60, 0.01));
  await train({
    environment: "addition",
    environmentOptions: { shown: 1, digits: 2 },
    algorithm: { kind: "language", settings: SMALL_LANGUAGE },
    seed: 1,
    out: join(folder, "sums"),
  });
  await mkdir(join(folder, "torn"));
  await writeFile(join(folder, "torn", "config.json"), '{ "format": "selfplay-run", ');
}
