import { shown } from "../../environments/module-file.js";
import type { RunDirectory, ScenarioDescription } from "../../run/index.js";
import { loadGameOfRun } from "../../scenarios/file-of-run.js";
import { scenarioOfRun } from "../../scenarios/text-scenario.js";
import { folderKind } from "../../trained/model-folder.js";
import { openExistingRun } from "../runs.js";
import type { Asked, AskedForText } from "./asked.js";
import { practised } from "./named.js";
import { sayingHow } from "./saying-how.js";

/**
 * The run that is gone on with, from which comes what is not named; undefined where another command will have to say
 * that there is none.
 *
 * @param name of what is trained, where it is given
 */
export async function resumedRun(
  name: string | undefined,
  path: string | undefined,
): Promise<RunDirectory | undefined> {
  if (path === undefined) return undefined;
  return name === undefined || (await folderKind(path)) === "run" ? openExistingRun(path) : undefined;
}

/** What a run trains. @param environment that was given besides */
export async function ofRun(run: RunDirectory, environment: string | undefined): Promise<Asked> {
  const { game } = run.config;
  if (game !== undefined)
    return { kind: "game", name: written(game), game: await sayingHow(named(run), () => loadGameOfRun(run)) };
  if (environment === undefined) return textOfRun(run);
  return { ...(await practised(environment)), ...model(run) };
}

/** What the language model of a run practises. */
export async function textOfRun(run: RunDirectory): Promise<AskedForText> {
  const scenario = await sayingHow(named(run), () => scenarioOfRun(run));
  return { kind: "text", name: written(run.config.task!), ...scenario, ...model(run) };
}

/** The folder of the checkpoint that a run was begun with; undefined where it began with nothing. */
export function checkpointOf({ config }: RunDirectory): string | undefined {
  const { checkpoint } = config.model ?? {};
  return typeof checkpoint === "string" ? checkpoint : undefined;
}

/** How a run is gone on with whose file has moved. */
const named = ({ path }: RunDirectory) => `selfplay train FILE --resume --out ${path}`;

function model(run: RunDirectory): Pick<AskedForText, "checkpoint"> {
  const checkpoint = checkpointOf(run);
  return checkpoint === undefined ? {} : { checkpoint };
}

/** As one would write it to name it. */
function written({ name, file }: ScenarioDescription): string {
  return file === undefined ? name : shown(file);
}
