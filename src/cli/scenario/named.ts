import { loadEnvironment } from "../../environments/load-environment.js";
import { SelfplayError } from "../../errors.js";
import { findGame } from "../../games/registry.js";
import { findRecipe } from "../../recipes/registry.js";
import { scenarioOfEnvironment } from "../../scenarios/text-scenario.js";
import { folderKind } from "../../trained/model-folder.js";
import { UsageError } from "../usage-error.js";
import type { AskedForGame, AskedForText } from "./asked.js";

/** A game or a text environment; undefined for the name of a folder. */
export async function named(name: string): Promise<AskedForGame | AskedForText | undefined> {
  const recipe = findRecipe(name);
  if (recipe) return { kind: "text", name, recipe };
  const built = findGame(name);
  if (built) return { kind: "game", name, game: built.make({}) };
  if ((await folderKind(name)) !== undefined) return undefined;
  const loaded = await loadEnvironment(name);
  if (loaded.kind === "game") return { kind: "game", name, game: loaded.game };
  return { kind: "text", name, ...scenarioOfEnvironment(loaded.environment) };
}

/** What a model practises, by the value of `--environment`. */
export async function practised(environment: string): Promise<AskedForText> {
  const scenario = await ofEnvironmentFlag(() => named(environment));
  if (scenario?.kind === "text") return scenario;
  const what = scenario === undefined ? "the folder" : "the game";
  throw new UsageError(`--environment: expected a text environment, found ${what} ${environment}`);
}

/** What is wrong with the value of `--environment` is told with its name. */
export async function ofEnvironmentFlag<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SelfplayError) error.message = `--environment: ${error.message}`;
    throw error;
  }
}
