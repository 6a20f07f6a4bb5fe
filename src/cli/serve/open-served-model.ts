import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { OptionError, RunError } from "../../errors.js";
import { type LocalEngine, localEngine } from "../../language/index.js";
import { openAdapter, openCheckpoint } from "../../language/node.js";
import { ifExists } from "../../run/disk.js";
import type { ServedModel } from "../../serve/index.js";
import { openExistingRun } from "../runs.js";

/** Name of a run's adapter in the engine. */
const ADAPTER = "run";

/** A model to serve; closed by whoever opened it. */
export interface OpenedModel {
  readonly model: ServedModel;
  readonly parameters: number;
  close(): Promise<void>;
}

/**
 * Opens the newest model of a run, or the checkpoint in a Hugging Face folder. Clients call it by the name of its directory.
 *
 * @throws RunError `RUN_EMPTY`, `RUN_OTHER_KIND`; CheckpointError; UsageError where there is no run
 */
export async function openServedModel(path: string, threads?: number): Promise<OpenedModel> {
  const id = basename(resolve(path));
  if (await isFile(join(path, "config.json"), /"(model_type|architectures)"\s*:/)) {
    return opened(id, await openFolder(path, threads));
  }
  const { config } = await openExistingRun(path);
  if (config.model === undefined) {
    const found = `found one of the game ${config.game?.name}`;
    throw new RunError("RUN_OTHER_KIND", `${path}: expected a run of a language model, ${found}`);
  }
  const folder = await newestModel(path);
  const base = config.model.checkpoint;
  if (!(await isFile(join(folder, "adapter_config.json"))))
    return opened(id, await openFolder(folder, threads));
  if (typeof base !== "string")
    throw new OptionError(`model of ${path}`, "the checkpoint of its adapter", base);
  const below = await openFolder(base, threads);
  try {
    const adapter = await openAdapter(folder, below.engine.config);
    try {
      await below.engine.loadAdapter(ADAPTER, { config: adapter.config, read: (name) => adapter.read(name) });
    } finally {
      await adapter.close();
    }
  } catch (error) {
    await below.engine.close();
    throw error;
  }
  return opened(id, below, ADAPTER);
}

type Folder = Pick<ServedModel, "tokenizer"> & { readonly engine: LocalEngine };

function opened(id: string, { engine, tokenizer }: Folder, adapter?: string): OpenedModel {
  return {
    model: { id, engine, tokenizer, adapter },
    parameters: engine.parameters.total,
    close: () => engine.close(),
  };
}

async function openFolder(folder: string, threads: number | undefined): Promise<Folder> {
  const checkpoint = await openCheckpoint(folder);
  try {
    const tokenizer = await checkpoint.tokenizer();
    const { config } = checkpoint;
    const more = threads === undefined ? {} : { threads };
    const engine = await localEngine({ config, weights: checkpoint, tokenizer, train: "none", ...more });
    return { engine, tokenizer };
  } finally {
    await checkpoint.close();
  }
}

/** What the run ended with; of one that goes on what its last stage did. */
async function newestModel(run: string): Promise<string> {
  const names = (await ifExists(readdir(join(run, "models")))) ?? [];
  const folders = names.filter((name) => !name.startsWith(".")).map((name) => join(run, "models", name));
  const times = await Promise.all(folders.map(async (folder) => (await stat(folder)).mtimeMs));
  const last = join(run, "models", "last");
  const newest = folders.includes(last) ? last : folders[times.indexOf(Math.max(...times))];
  if (newest !== undefined) return newest;
  throw new RunError("RUN_EMPTY", `${run}: has no model yet; let it train to the end of a stage first`);
}

/** Whether there is a file, with something in it. */
async function isFile(path: string, has = /^/): Promise<boolean> {
  const text = await ifExists(readFile(path, "utf8"));
  return text !== undefined && has.test(text);
}
