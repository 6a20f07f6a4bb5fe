import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { RunError } from "../errors.js";
import { ifExists, replaceDurably } from "./disk.js";

/** Names a game, or a recipe or environment of a language model. */
export interface ScenarioDescription {
  readonly name: string;
  readonly options?: Readonly<Record<string, number | string | boolean>>;
  /** The file that defines it, for one that is not built in. */
  readonly file?: string;
  /** Whether `name` and `options` are those of a recipe, and not of one environment. */
  readonly recipe?: boolean;
}

/** What a run is about: everything that decides its course. */
export interface RunDescription {
  readonly seed: number;
  /** The game that is practised; left out in a run of a language model. */
  readonly game?: ScenarioDescription;
  /** The recipe or environment that a language model practises; left out in a run of a game. */
  readonly task?: ScenarioDescription;
  /** The language model that is trained. */
  readonly model?: Readonly<Record<string, unknown>>;
  readonly algorithm: string;
  /** Every setting of the algorithm with its value. */
  readonly settings: Readonly<Record<string, number | string | boolean | Readonly<Record<string, unknown>>>>;
  readonly workers?: number;
  readonly device?: string;
}

/** A run's `config.json`. */
export interface RunConfig extends RunDescription {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** Names the run whatever its directory is called; checkpoints carry it. */
  readonly id: string;
  /** When it was made, ISO 8601. */
  readonly created: string;
  /** Versions of the programs that made it. */
  readonly versions: Readonly<Record<"selfplay" | "node" | "onnxruntime", string>>;
}

export const CONFIG_FILE = "config.json";
const FORMAT = "selfplay-run";
const VERSION = 1;

/** Writes the configuration of a new run. */
export async function writeConfig(directory: string, description: RunDescription): Promise<RunConfig> {
  const config: RunConfig = {
    format: FORMAT,
    version: VERSION,
    id: randomUUID(), // An identity, not a random number of the run: two runs with one seed must differ in it.
    created: new Date().toISOString(),
    versions: {
      selfplay: packageVersion("../../package.json"),
      node: process.versions.node,
      onnxruntime: packageVersion("onnxruntime-node/package.json"),
    },
    ...description,
  };
  await replaceConfig(directory, config);
  return config;
}

/** Puts a configuration in place of the one that is there: complete, or not at all. */
export async function replaceConfig(directory: string, config: RunConfig): Promise<void> {
  await replaceDurably(join(directory, CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
}

/**
 * Reads a run's configuration.
 * @throws RunError `RUN_NOT_FOUND`, `RUN_DAMAGED`, `RUN_FOREIGN`
 */
export async function readConfig(directory: string): Promise<RunConfig> {
  const path = join(directory, CONFIG_FILE);
  const text = await ifExists(readFile(path, "utf8"));
  if (text === undefined) {
    const found = await ifExists(stat(directory));
    const what = found ? `holds no ${CONFIG_FILE}, so it is not a run` : "there is no such directory";
    throw new RunError("RUN_NOT_FOUND", `${directory}: ${what}`);
  }
  const config = parse(path, text);
  if (config.format !== FORMAT)
    throw new RunError("RUN_FOREIGN", `${path}: is not the configuration of a run of this program`);
  if (config.version !== VERSION)
    throw new RunError(
      "RUN_FOREIGN",
      `${path}: has format version ${config.version}, this program reads ${VERSION}`,
    );
  for (const key of ["id", "seed", "algorithm", "settings"] as const) {
    if (config[key] === undefined) throw new RunError("RUN_DAMAGED", `${path}: has no "${key}"`);
  }
  if (config.game === undefined && config.task === undefined)
    throw new RunError("RUN_DAMAGED", `${path}: has no "game" and no "task"`);
  return config as RunConfig;
}

/**
 * Whether the configuration in a directory is that of a run, be it damaged or of another version.
 * @throws RunError `RUN_DAMAGED` when it is not JSON
 */
export async function holdsRunConfig(directory: string): Promise<boolean> {
  const path = join(directory, CONFIG_FILE);
  const text = await ifExists(readFile(path, "utf8"));
  return text !== undefined && parse(path, text).format === FORMAT;
}

function parse(path: string, text: string): Partial<RunConfig> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<RunConfig>;
  } catch (cause) {
    throw new RunError("RUN_DAMAGED", `${path}: is not valid JSON (${text.length} characters)`, { cause });
  }
}

function packageVersion(manifest: string): string {
  try {
    const path = createRequire(import.meta.url).resolve(manifest);
    return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
  } catch {
    return "unknown";
  }
}
