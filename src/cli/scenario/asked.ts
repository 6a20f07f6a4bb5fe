import { loadEnvironment } from "../../environments/load-environment.js";
import type { Game } from "../../games/game.js";
import { findGame } from "../../games/registry.js";
import type { Recipe } from "../../recipes/recipe.js";
import { findRecipe } from "../../recipes/registry.js";
import { scenarioOfEnvironment } from "../../scenarios/text-scenario.js";
import { adapterWords, folderKind } from "../../trained/model-folder.js";
import { openExistingRun } from "../runs.js";
import { UsageError } from "../usage-error.js";

/** What a command line names. Its options depend on it, so it is looked at before they are made. */
export type Asked = AskedForGame | AskedForText | Unasked;

/** A game; made with its default options where it is built in. */
export interface AskedForGame {
  readonly kind: "game";
  readonly name: string;
  readonly game: Game;
}

/** What a language model practises or is measured on. */
export interface AskedForText {
  readonly kind: "text";
  /** As it was written. */
  readonly name: string;
  readonly recipe: Recipe;
  /** Options that a file made a built-in environment with. */
  readonly environmentOptions?: Readonly<Record<string, unknown>>;
  /** The file that it comes from. */
  readonly file?: string;
  /** The folder of the checkpoint that is to practise it. */
  readonly checkpoint?: string;
}

/** Nothing that could be found; `error` says why, where something was asked for. */
export interface Unasked {
  readonly kind: "nothing";
  readonly error?: unknown;
}

/**
 * What a scenario's name stands for: a recipe, a built-in text environment, a game, a file that exports a text
 * environment or a game, or the folder of a checkpoint.
 *
 * @param environment what the model of a checkpoint practises
 */
export async function asked(name: string | undefined, environment?: string): Promise<Asked> {
  if (name === undefined) return { kind: "nothing" };
  try {
    return await found(name, environment);
  } catch (error) {
    return { kind: "nothing", error };
  }
}

async function found(name: string, environment: string | undefined): Promise<Asked> {
  const recipe = findRecipe(name);
  if (recipe) return { kind: "text", name, recipe };
  const built = findGame(name);
  if (built) return { kind: "game", name, game: built.make({}) };
  const folder = await folderKind(name);
  if (folder !== undefined) return ofFolder(name, folder, environment);
  const loaded = await loadEnvironment(name);
  if (loaded.kind === "game") return { kind: "game", name, game: loaded.game };
  return { kind: "text", name, ...scenarioOfEnvironment(loaded.environment) };
}

async function ofFolder(path: string, kind: string, environment: string | undefined): Promise<Asked> {
  if (kind === "run") throw new UsageError(`${path}: is a run; ${await waysOn(path)}`);
  if (kind === "adapter") throw new UsageError(await adapterWords(path));
  if (kind === "other")
    throw new UsageError(
      `${path}: expected the folder of a checkpoint, with config.json and tokenizer.json, found no config.json`,
    );
  if (environment === undefined)
    throw new UsageError(`--environment: say what the model of ${path} practises, such as countdown`);
  const practised = await asked(environment);
  if (practised.kind === "nothing") throw practised.error;
  if (practised.kind === "game")
    throw new UsageError(`--environment: expected a text environment, found the game ${environment}`);
  return { ...practised, checkpoint: path };
}

/** What can be trained where the directory of a run was given. */
async function waysOn(path: string): Promise<string> {
  const again = `go on with it with --resume --out ${path}`;
  const { game, model } = (await openExistingRun(path)).config;
  if (game !== undefined) return again;
  const own =
    model?.lora === undefined
      ? `${path}/models/last`
      : `which \`selfplay export ${path} --merge --out DIR\` writes as a checkpoint, DIR`;
  return `${again}, or begin a new one with its model, ${own}`;
}
