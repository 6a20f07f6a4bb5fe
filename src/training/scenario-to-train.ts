import { loadEnvironment } from "../environments/load-environment.js";
import { OptionError } from "../errors.js";
import type { Game } from "../games/game.js";
import { findRecipe } from "../recipes/registry.js";
import { openRun } from "../run/index.js";
import { loadGameOfRun } from "../scenarios/file-of-run.js";
import { scenarioOfEnvironment, scenarioOfRun, type TextScenario } from "../scenarios/text-scenario.js";
import type { TrainOptions } from "./train.js";

type Scenario = { readonly kind: "game"; readonly game: Game } | ({ readonly kind: "text" } & TextScenario);

/** What `train` is asked for, or what the run that it goes on with was begun with. */
export async function scenarioToTrain(options: TrainOptions): Promise<Scenario> {
  const { environment, environmentOptions } = options;
  if (environment === undefined) return scenarioToResume(options);
  if (environment === null || !["string", "object"].includes(typeof environment))
    throw new OptionError("environment", "a game or a text environment", environment);
  const recipe = typeof environment === "string" ? findRecipe(environment) : undefined;
  if (recipe) return { kind: "text", recipe, ...(environmentOptions && { environmentOptions }) };
  const named = typeof environment === "string" || environment instanceof URL;
  if (!named) refuseOptions(environmentOptions, "none for an environment that is made already");
  const loaded = await loadEnvironment(environment, named ? environmentOptions : {});
  return loaded.kind === "game" ? loaded : { kind: "text", ...scenarioOfEnvironment(loaded.environment) };
}

async function scenarioToResume({ out, resume, environmentOptions }: TrainOptions): Promise<Scenario> {
  if (!resume || out === undefined)
    throw new OptionError("environment", "a game or a text environment", undefined);
  refuseOptions(environmentOptions, "none where the run's own environment is taken");
  const run = await openRun(out);
  if (run.config.game !== undefined) return { kind: "game", game: await loadGameOfRun(run) };
  return { kind: "text", ...(await scenarioOfRun(run)) };
}

function refuseOptions(options: TrainOptions["environmentOptions"] = {}, expected: string): void {
  const [option] = Object.keys(options);
  if (option !== undefined) throw new OptionError("environmentOptions", expected, option);
}
