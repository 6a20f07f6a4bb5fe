import type { RunDirectory } from "../../run/index.js";
import { adapterWords, folderKind } from "../../trained/model-folder.js";
import { openExistingRun } from "../runs.js";
import { UsageError } from "../usage-error.js";
import type { AskedForText } from "./asked.js";
import { practised } from "./named.js";
import { textOfRun } from "./resumed.js";

/** The folder of a checkpoint was named, and not what its model practises. */
export class EnvironmentMissing extends UsageError {
  constructor(readonly checkpoint: string) {
    super(`--environment: say what the model of ${checkpoint} practises, such as countdown`);
  }
}

/**
 * What is asked for by the folder of a checkpoint.
 *
 * @param run that is gone on with
 * @throws UsageError for a folder of another kind
 */
export async function ofFolder(
  path: string,
  environment: string | undefined,
  run: RunDirectory | undefined,
): Promise<AskedForText> {
  const kind = await folderKind(path);
  if (kind === "run") throw new UsageError(`${path}: is a run; ${await waysOn(path)}`);
  if (kind === "adapter") throw new UsageError(await adapterWords(path));
  if (kind === "other")
    throw new UsageError(
      `${path}: expected the folder of a checkpoint, with config.json and tokenizer.json, found no config.json`,
    );
  if (environment === undefined && run?.config.task !== undefined)
    return { ...(await textOfRun(run)), checkpoint: path };
  if (environment === undefined) throw new EnvironmentMissing(path);
  return { ...(await practised(environment)), checkpoint: path };
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
