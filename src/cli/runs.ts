import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type GameReference, loadReferencedGame, referenceOf } from "../environments/load-game.js";
import { SelfplayError } from "../errors.js";
import type { Game } from "../games/game.js";
import type { GameOptions } from "../games/registry.js";
import { openRun, type RunConfig, type RunDirectory, type ScenarioDescription } from "../run/index.js";
import { nearest } from "../suggest.js";
import { adapterWords, folderKind } from "../trained/model-folder.js";
import { UsageError } from "./usage-error.js";

/** Where runs go that are given no directory. */
const RUNS = "runs";

/** A game as it was asked for on the command line: options that were not given may be anything. */
export interface AskedGame {
  readonly game: Game;
  readonly options: GameOptions;
}

/** Opens a run to read; of a wrong path the nearest right one is offered, of a checkpoint what takes one. */
export async function openExistingRun(path: string): Promise<RunDirectory> {
  try {
    return await openRun(path);
  } catch (error) {
    const kind = await folderKind(path);
    if (kind === "adapter") throw new UsageError(await adapterWords(path));
    if (kind === "checkpoint")
      throw new UsageError(
        `${path}: expected a run, found the checkpoint of a language model; eval, sample, chat, serve and export take ` +
          "one, and train does with --environment",
      );
    if (!(error instanceof SelfplayError) || error.code !== "RUN_NOT_FOUND") throw error;
    const near = nearest(path, await runDirectories());
    throw new UsageError(`${error.message}${near ? ` (did you mean ${near}?)` : ""}`);
  }
}

/** What a language model practises, as it was asked for: options that were not given may be anything. */
export interface AskedScenario extends ScenarioDescription {
  /** The absolute path of the checkpoint that practises it; undefined for a model from nothing. */
  readonly checkpoint?: string;
  /** The same for people. */
  readonly words: string;
}

/** The run under `runs/` that trained the game last. */
export function newestRun(asked: AskedGame): Promise<string | undefined> {
  return newest(({ game }) => isSameGame(game, asked));
}

/** The run under `runs/` that practised this last. */
export function newestRunOf(asked: AskedScenario): Promise<string | undefined> {
  return newest(
    ({ task, model }) =>
      task?.name === asked.name &&
      task.file === asked.file &&
      model?.checkpoint === asked.checkpoint &&
      hasOptions(task, asked.options),
  );
}

async function newest(isWanted: (config: RunConfig) => boolean): Promise<string | undefined> {
  let last: { readonly path: string; readonly time: number } | undefined;
  for (const path of await runDirectories()) {
    const config = await openRun(path).then(
      (run) => run.config,
      (error: unknown) => {
        // Another thing than a run, or a damaged one: not what is looked for.
        if (error instanceof SelfplayError) return undefined;
        throw error;
      },
    );
    if (!config || !isWanted(config)) continue;
    const { mtimeMs } = await stat(join(path, "metrics.jsonl")).catch(() => stat(path));
    if (!last || mtimeMs > last.time) last = { path, time: mtimeMs };
  }
  return last?.path;
}

/**
 * The game of a run, with the options it was begun with.
 *
 * @throws UsageError when it is not the game that was asked for
 */
export async function gameOfRun(run: RunDirectory, asked: AskedGame): Promise<Game> {
  const found = run.config.game;
  if (isSameGame(found, asked)) return loadReferencedGame(found as GameReference);
  const [wanted, other] = [referenceOf(asked.game), found ?? run.config.task].map(scenarioWords);
  throw new UsageError(`${run.path}: expected a run of ${wanted}, found ${other}`);
}

/** A scenario with its options, for people. */
export function scenarioWords(
  { name, options = {}, file }: ScenarioDescription = { name: "nothing" },
): string {
  const values = Object.entries(options).map(([key, value]) => `${key} ${value}`);
  return [name, ...values, file].filter(Boolean).join(", ");
}

function isSameGame(found: ScenarioDescription | undefined, { game, options }: AskedGame): boolean {
  const reference: ScenarioDescription = referenceOf(game);
  if (found === undefined || found.name !== reference.name || found.file !== reference.file) return false;
  return hasOptions(found, options);
}

function hasOptions(found: ScenarioDescription, options: ScenarioDescription["options"] = {}): boolean {
  return Object.entries(options).every(([name, value]) => found.options?.[name] === value);
}

async function runDirectories(): Promise<string[]> {
  const names = await readdir(RUNS).catch(() => []);
  return names.map((name) => join(RUNS, name));
}
