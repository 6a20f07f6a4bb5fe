import { availableParallelism } from "node:os";
import type { Budget, GameAlgorithm, TrainEvent } from "../algorithms/algorithm.js";
import { alphaZero } from "../algorithms/alpha-zero/alpha-zero.js";
import { referenceOf } from "../environments/load-game.js";
import { OptionError } from "../errors.js";
import type { Game } from "../games/game.js";
import { DEVICES, requireDevice } from "../graph/backends/backend.js";
import type { Device } from "../graph/index.js";
import { type RunConfig, type RunDirectory, settingsOfRun } from "../run/index.js";
import { describeGame } from "../scenarios/run-settings.js";
import { beginRun, type RunChoice, reopenRun } from "./open-run.js";

/** How a game is learnt. */
export interface GameTraining extends RunChoice {
  readonly game: Game;
  readonly algorithm?: GameAlgorithm;
  readonly workers?: number;
  readonly device?: Device;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

/** Learns a game. @returns the run's directory */
export async function* trainGame(options: GameTraining): AsyncGenerator<TrainEvent, string> {
  const { game, budget, signal } = options;
  const run = options.resume ? await resume(options) : await begin(options);
  try {
    const { seed } = run.config;
    // A resumed run goes on as it was begun, unless told otherwise.
    const workers = options.workers ?? run.config.workers ?? availableParallelism();
    const device = options.device ?? asDevice(run.config.device);
    const algorithm = options.algorithm ?? settingsOfRun(run, (settings) => asBegun(game, settings));
    const reference = referenceOf(game);
    yield* algorithm.train({ game, reference, run, seed, workers, device, budget, signal });
  } finally {
    await run.close();
  }
  return run.path;
}

async function begin(options: GameTraining): Promise<RunDirectory> {
  const { game, seed = 1, algorithm = alphaZero() } = options;
  const { workers = availableParallelism(), device = "cpu" } = options;
  // Before anything is written: a run that cannot start shall leave nothing behind.
  await requireDevice(device);
  const settings = algorithm.resolve(game);
  const described = describeGame(game.name, referenceOf(game));
  const description = { game: described, algorithm: algorithm.name, settings, seed, workers, device };
  return beginRun(options, game.name, description);
}

/** Game, settings and seed are those the run was begun with. */
function resume(options: GameTraining): Promise<RunDirectory> {
  const { game, algorithm, seed } = options;
  return reopenRun(options, {
    game: describeGame(game.name, referenceOf(game)),
    algorithm: algorithm?.name,
    settings: algorithm?.resolve(game),
    seed,
  });
}

/** @throws OptionError for settings that are none */
function asBegun(game: Game, settings: RunConfig["settings"]): GameAlgorithm {
  const algorithm = alphaZero(settings);
  algorithm.resolve(game);
  return algorithm;
}

/** The device a run's configuration names. */
function asDevice(name = "cpu"): Device {
  const device = DEVICES.find((known) => known === name);
  if (device === undefined) throw new OptionError("device", DEVICES.join(", "), name);
  return device;
}
