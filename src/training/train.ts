import type { Algorithm, Budget, TrainEvent } from "../algorithms/algorithm.js";
import type { LanguageModelSpec } from "../algorithms/language/model.js";
import type { TextEnvironment } from "../environments/text/text-environment.js";
import { OptionError } from "../errors.js";
import type { Game } from "../games/game.js";
import type { Device } from "../graph/index.js";
import { checkWorkers } from "../threads/workers.js";
import { algorithmFor } from "./algorithm-for.js";
import { policyFor } from "./policy-for.js";
import { scenarioToTrain } from "./scenario-to-train.js";
import { trainGame } from "./train-game.js";
import { checkOptions } from "./train-options.js";
import { trainText } from "./train-text.js";
import { TrainedRun } from "./trained-run.js";
import { startTraining, type Training } from "./training.js";

/** What to train, how, and for how long. */
export interface TrainOptions {
  /**
   * A game or a text environment; the name of a built-in one or of a recipe; or the path or URL of a file whose default
   * export is one. With `resume` it may be left out: it is then what the run was begun with.
   */
  readonly environment?: Game | TextEnvironment | string | URL;
  /** Options of a recipe or a text environment that is named, or for the function that a file exports. */
  readonly environmentOptions?: Readonly<Record<string, unknown>>;
  /** How to learn. Default: `alphaZero` for games, the recipe's own way for language models. */
  readonly algorithm?: Algorithm;
  /** The language model that is trained. Default: a small one that knows nothing yet. */
  readonly policy?: LanguageModelSpec;
  /**
   * Train for so many minutes. Without `minutes` and `steps` games are trained for 10, and language models for as many
   * steps as their settings say.
   */
  readonly minutes?: number;
  /** Train for so many steps: repeatable, where minutes depend on the machine. */
  readonly steps?: number;
  /** The run's directory. Default: a new one under `runs/`, named after the environment. */
  readonly out?: string;
  readonly seed?: number;
  /** Threads to work with. Default: one for each core. */
  readonly workers?: number;
  readonly device?: Device;
  /** Continue the run in `out` from its last checkpoint. */
  readonly resume?: boolean;
  /** With `resume`: where the last checkpoint or a log is damaged, continue from the last good one. */
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
 * @example
 * await train({ environment: countdown(), algorithm: grpo({ groupSize: 8 }), policy: { preset: "mini" } });
 */
export function train(options: TrainOptions): Training<TrainedRun> {
  return startTraining(work(options));
}

async function* work(options: TrainOptions): AsyncGenerator<TrainEvent, TrainedRun> {
  checkOptions(options);
  const {
    environment: _,
    environmentOptions: __,
    algorithm: method,
    policy: model,
    device,
    ...rest
  } = options;
  const { workers, seed, minutes, steps, signal = new AbortController().signal, ...choice } = rest;
  if (workers !== undefined) checkWorkers("workers", workers);
  if (seed !== undefined) whole("seed", seed, 0);
  const given = {
    ...choice,
    signal,
    ...(workers !== undefined && { workers }),
    ...(seed !== undefined && { seed }),
  };
  const found = await scenarioToTrain(options);
  if (found.kind === "game") {
    if (model !== undefined) throw new OptionError("policy", "nothing for a game", "a language model");
    const budget = budgetOf({ minutes, steps }, 10);
    const algorithm = algorithmFor("game", method);
    const with_ = { ...(algorithm && { algorithm }), ...(device && { device }) };
    return new TrainedRun(yield* trainGame({ ...given, ...with_, game: found.game, budget }));
  }
  const algorithm = algorithmFor("language", method);
  const policy = policyFor(model);
  if (device !== undefined && device !== "cpu")
    throw new OptionError("device", "cpu for a language model", device);
  const budget = budgetOf({ minutes, steps }, Number.POSITIVE_INFINITY);
  const text = { ...given, ...found, budget, ...(algorithm && { algorithm }), ...(policy && { policy }) };
  return new TrainedRun(yield* trainText(text));
}

function budgetOf(
  { minutes, steps }: { readonly minutes: number | undefined; readonly steps: number | undefined },
  otherwise: number,
): Budget {
  if (minutes !== undefined && steps !== undefined)
    throw new OptionError("minutes and steps", "one of them", "both");
  if (steps !== undefined) {
    whole("steps", steps, 1);
    return { steps };
  }
  if (minutes !== undefined && !(minutes > 0 && Number.isFinite(minutes)))
    throw new OptionError("minutes", "a number above 0", minutes);
  return { minutes: minutes ?? otherwise };
}

function whole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new OptionError(name, `a whole number of at least ${least}`, value);
  }
}
