import type { Game } from "../../games/game.js";
import type { Recipe } from "../../recipes/recipe.js";
import type { RunDirectory } from "../../run/index.js";
import { EnvironmentMissing, ofFolder } from "./folder.js";
import { named } from "./named.js";
import { checkpointOf, ofRun, resumedRun } from "./resumed.js";

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
  /** The folder of a checkpoint, where nothing is missing but what its model practises. */
  readonly checkpoint?: string;
}

/** What else of a command line decides what is trained. */
export interface AskedBeside {
  /** What the model of a checkpoint practises. */
  readonly environment?: string | undefined;
  /** The directory of the run that is gone on with; what is not named is taken from it. */
  readonly resumed?: string | undefined;
}

/**
 * What a scenario's name stands for: a recipe, a built-in text environment, a game, a file that exports a text
 * environment or a game, or the folder of a checkpoint.
 */
export async function asked(name: string | undefined, beside: AskedBeside = {}): Promise<Asked> {
  const { environment, resumed } = beside;
  if (name === undefined && resumed === undefined) return { kind: "nothing" };
  try {
    const run = await resumedRun(name, resumed);
    if (name === undefined) return await ofRun(run!, environment);
    return await found(name, environment, run);
  } catch (error) {
    const checkpoint = error instanceof EnvironmentMissing ? { checkpoint: error.checkpoint } : {};
    return { kind: "nothing", error, ...checkpoint };
  }
}

async function found(
  name: string,
  environment: string | undefined,
  run: RunDirectory | undefined,
): Promise<Asked> {
  const scenario = await named(name);
  if (scenario === undefined) return ofFolder(name, environment, run);
  const checkpoint = run && checkpointOf(run);
  return scenario.kind === "text" && checkpoint !== undefined ? { ...scenario, checkpoint } : scenario;
}
