import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alphaZero } from "../algorithms/alpha-zero/alpha-zero.js";
import { type TrainOptions, train } from "../training/train.js";
import { startDashboard } from "./server/start-dashboard.js";

/** A game's network and search that take a second or two for some steps. */
const GAME = { blocks: 1, channels: 16, simulations: 8, slots: 16, evaluations: 1 };
/** Rounds that take a moment, so that there are many, with a checkpoint of each. */
const SHORT_ROUNDS = { simulations: 4, slots: 8, roundPlies: 4, batchSize: 16, checkpointMinutes: 0 };
const LANGUAGE = {
  preset: "tiny",
  pretrainSteps: 0,
  sftSteps: 3,
  rlSteps: 3,
  groups: 2,
  groupSize: 4,
  evaluations: 1,
};

/** How a small run of a game differs from others. */
interface GameChoice {
  readonly environment?: string;
  readonly seed?: number;
  readonly steps?: number;
  /** Of AlphaZero. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Trains a small run of a game. @returns its directory */
export async function smallGameRun(folder: string, name = "game", choice: GameChoice = {}): Promise<string> {
  const { environment = "tic-tac-toe", seed = 1, steps = 30, settings } = choice;
  const out = join(folder, name);
  const algorithm = alphaZero({ ...GAME, ...settings });
  await train({ environment, algorithm, steps, workers: 1, seed, out });
  return out;
}

/** Trains a small run of a language model that adds, in a few seconds. @returns its directory */
export async function smallTextRun(
  folder: string,
  name = "text",
  settings: Readonly<Record<string, unknown>> = { evaluationExamples: 8 },
): Promise<string> {
  const out = join(folder, name);
  const options: TrainOptions = {
    environment: "addition",
    environmentOptions: { shown: 1, digits: 2 },
    algorithm: { kind: "language", settings: { ...LANGUAGE, ...settings } },
    workers: 1,
    seed: 1,
    out,
  };
  await train(options);
  return out;
}

/** Trains a run of tic-tac-toe that has many rounds. */
export function manyRounds(
  folder: string,
  name: string,
  { seed = 1, steps = 60, learningRate = 0.02 } = {},
): Promise<string> {
  return smallGameRun(folder, name, { seed, steps, settings: { ...SHORT_ROUNDS, learningRate } });
}

/**
 * Makes a folder of real runs: `game-1` and `game-2` differ in their seed, `game-3` in its learning rate; `sums` is a language
 * model that adds, and `torn` cannot be read.
 */
export async function makeRuns(folder: string): Promise<void> {
  await manyRounds(folder, "game-1");
  await manyRounds(folder, "game-2", { seed: 2 });
  await manyRounds(folder, "game-3", { learningRate: 0.01 });
  await smallTextRun(folder, "sums", {
    sftSteps: 10,
    rlSteps: 4,
    showBatch: 16,
    groups: 4,
    maxTokens: 6,
    warmup: 2,
    evaluationExamples: 20,
    evaluationSamples: 2,
  });
  await mkdir(join(folder, "torn"));
  await writeFile(join(folder, "torn", "config.json"), '{ "format": "selfplay-run", ');
}

/** A dashboard with one run in it. */
export interface ServedRun {
  /** Address of the page, with a slash at its end. */
  readonly url: string;
  readonly run: string;
  close(): Promise<void>;
}

/**
 * Trains a game for some steps and shows the run. What it has learnt is little; all that a page can do with a run can be
 * done with it.
 */
export async function serveShortRun(environment: string): Promise<ServedRun> {
  const folder = await mkdtemp(join(tmpdir(), "selfplay-page-"));
  const settings = { batchSize: 32, roundPlies: 8, network: "mlp" };
  await smallGameRun(folder, "short", { environment, steps: 12, settings });
  const { url, close } = await startDashboard({ runs: folder, port: 0 });
  return {
    url,
    run: "short",
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
