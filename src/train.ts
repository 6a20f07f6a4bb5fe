import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Algorithm, Budget, TrainEvent } from "./algorithms/algorithm.js";
import { alphaZero } from "./algorithms/alpha-zero/alpha-zero.js";
import { loadGame, referenceOf } from "./environments/load-game.js";
import { OptionError } from "./errors.js";
import type { Game } from "./games/game.js";
import { requireDevice } from "./graph/backends/backend.js";
import type { Device } from "./graph/index.js";
import { createRun, openRun, type RunDescription, type RunDirectory } from "./run/index.js";
import { unusedRunName } from "./run/unused-name.js";
import { describeGame } from "./run-settings.js";
import { TrainedRun } from "./trained-run.js";
import { startTraining, type Training } from "./training.js";

/** What to train, how, and for how long. */
export interface TrainOptions {
  /** A game, or the path or URL of a file whose default export is one. */
  readonly environment: Game | string | URL;
  /** How to learn. Default: {@link alphaZero} with the game's defaults. */
  readonly algorithm?: Algorithm;
  /** Train for so many minutes; 10 when neither `minutes` nor `steps` is given. */
  readonly minutes?: number;
  /** Train for so many learner's steps: repeatable, where minutes depend on the machine. */
  readonly steps?: number;
  /** The run's directory. Default: a new one under `runs/`, named after the game. */
  readonly out?: string;
  readonly seed?: number;
  /** Self-play threads. Default: one for each core. */
  readonly workers?: number;
  readonly device?: Device;
  /** Continue the run in `out` from its last checkpoint. */
  readonly resume?: boolean;
  /** With `resume`: where the last checkpoint is damaged, continue from the last good one. */
  readonly fallback?: boolean;
  /** Replace the run that is in `out` already. */
  readonly overwrite?: boolean;
  /** Stops the run when aborted; its state is saved first. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a policy by practice and keeps everything about it in a run directory.
 *
 * @throws OptionError for an option that is not what it must be, RunError for a directory that is in use or damaged
 * @example
 * const run = await train({ environment: connectFour(), algorithm: alphaZero({ simulations: 32 }), minutes: 10 });
 * console.log(await run.evaluate());
 */
export function train(options: TrainOptions): Training<TrainedRun> {
  return startTraining(work(options));
}

async function* work(options: TrainOptions): AsyncGenerator<TrainEvent, TrainedRun> {
  if (options.workers !== undefined) whole("workers", options.workers, 1);
  const budget = budgetOf(options);
  const game = await loadGame(options.environment);
  const reference = referenceOf(game);
  const described = describeGame(game.name, reference);
  const run = options.resume ? await reopen(options, described, game) : await begin(options, described, game);
  try {
    const { seed, settings } = run.config;
    // A resumed run goes on as it was begun, unless told otherwise.
    const workers = options.workers ?? run.config.workers ?? availableParallelism();
    const device = options.device ?? asDevice(run.config.device);
    const algorithm = options.algorithm ?? alphaZero(settings);
    const signal = options.signal ?? new AbortController().signal;
    yield* algorithm.train({ game, reference, run, seed, workers, device, budget, signal });
  } finally {
    await run.close();
  }
  return new TrainedRun(run.path);
}

async function begin(
  options: TrainOptions,
  described: RunDescription["game"],
  game: Game,
): Promise<RunDirectory> {
  const { seed = 1, algorithm = alphaZero(), overwrite = false } = options;
  const { workers = availableParallelism(), device = "cpu" } = options;
  whole("seed", seed, 0);
  // Before anything is written: a run that cannot start shall leave nothing behind.
  await requireDevice(device);
  const directory = options.out ?? join("runs", await unusedRunName("runs", game.name));
  const settings = algorithm.resolve(game);
  const description = { game: described, algorithm: algorithm.name, settings, seed, workers, device };
  return createRun(directory, description, { overwrite, ...keepOf(settings) });
}

/** Opens a run to go on with it; game, settings and seed are those it was begun with. */
async function reopen(
  { out, seed, algorithm, fallback = false }: TrainOptions,
  described: RunDescription["game"],
  game: Game,
): Promise<RunDirectory> {
  if (out === undefined) throw new OptionError("out", "the directory of the run to resume", undefined);
  const { config: was } = await openRun(out);
  const now = {
    game: described,
    algorithm: algorithm?.name ?? was.algorithm,
    settings: algorithm?.resolve(game) ?? was.settings,
    seed: seed ?? was.seed,
  };
  for (const key of ["game", "algorithm", "settings", "seed"] as const) {
    const [before, after] = [JSON.stringify(was[key]), JSON.stringify(now[key])];
    if (before !== after)
      throw new OptionError(`${key} of ${out}`, `${before}, as the run was begun with`, after);
  }
  return openRun(out, { write: true, fallback, ...keepOf(was.settings) });
}

/** The device a run's configuration names. */
function asDevice(name = "cpu"): Device {
  const device = DEVICES.find((known) => known === name);
  if (device === undefined) throw new OptionError("device", DEVICES.join(", "), name);
  return device;
}

const DEVICES: readonly Device[] = ["cpu", "webgpu", "cuda"];

/** How many checkpoints a run keeps, where its algorithm has a setting for it. */
function keepOf({ keepCheckpoints }: RunDescription["settings"]): { keepLast?: number } {
  return typeof keepCheckpoints === "number" ? { keepLast: keepCheckpoints } : {};
}

function budgetOf({ minutes, steps }: TrainOptions): Budget {
  if (minutes !== undefined && steps !== undefined) {
    throw new OptionError("minutes and steps", "one of them", "both");
  }
  if (steps !== undefined) {
    whole("steps", steps, 1);
    return { steps };
  }
  const budget = minutes ?? 10;
  if (!(budget > 0 && Number.isFinite(budget))) throw new OptionError("minutes", "a number above 0", budget);
  return { minutes: budget };
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new OptionError(name, `a whole number of at least ${least}`, value);
  }
}
