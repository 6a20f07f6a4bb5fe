import type { Recipe } from "../../recipes/recipe.js";
import { findTextScenario, scenarioOfRun } from "../../scenarios/text-scenario.js";
import { folderKind } from "../../trained/model-folder.js";
import { openExistingRun } from "../runs.js";
import { UsageError } from "../usage-error.js";
import { firstArgument, optionValue } from "./first-argument.js";
import { ofEnvironmentFlag } from "./named.js";
import { sayingHow } from "./saying-how.js";

/** What is to be measured, looked at before the options are made, since these depend on it. */
export type Measured =
  | { readonly kind: "game" }
  /** Options are those of the recipe or environment that it is measured on. */
  | { readonly kind: "language"; readonly recipe: Recipe }
  | { readonly kind: "nothing"; readonly error?: unknown };

/** @param args of `selfplay eval`: a run or a checkpoint, and options */
export async function measured(args: readonly string[]): Promise<Measured> {
  const path = firstArgument(args);
  if (path === undefined) return { kind: "nothing" };
  try {
    return await found(path, optionValue(args, "environment"));
  } catch (error) {
    return { kind: "nothing", error };
  }
}

async function found(path: string, environment: string | undefined): Promise<Measured> {
  const isCheckpoint = (await folderKind(path)) === "checkpoint";
  const run = isCheckpoint ? undefined : await openExistingRun(path);
  if (run?.config.game !== undefined) return { kind: "game" };
  if (environment !== undefined)
    return {
      kind: "language",
      recipe: (await ofEnvironmentFlag(() => findTextScenario(environment))).recipe,
    };
  if (run === undefined)
    throw new UsageError(`--environment: say what the model of ${path} is measured on, such as countdown`);
  const { recipe } = await sayingHow("--environment FILE", () => scenarioOfRun(run));
  return { kind: "language", recipe };
}
