import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import type { SelfplayError } from "../errors.js";
import * as games from "../games/index.js";
import * as random from "../random/index.js";
import { nearest } from "../suggest.js";
import { dataFileEnvironment, isDataFile } from "./dataset/data-file.js";
import * as environments from "./index.js";
import type { GivenOptions } from "./task/options.js";

/** What a file is loaded for. */
export interface Wanted {
  /** What its default export is meant to be, such as "game". */
  readonly noun: string;
  /** Makes the error for a file that is not there, has no default export, or throws. */
  error(problem: "MISSING" | "NO_DEFAULT" | "FAILED", message: string, options?: ErrorOptions): SelfplayError;
}

/** True for what names a file (a path or a file URL, of a module or of data) and not something built in. */
export function isModuleFile(reference: string): boolean {
  return /[\\/]|^file:|\.[cm]?[jt]s$/.test(reference) || isDataFile(reference);
}

/** The absolute path of a file given as a path or as a file URL. */
export function moduleFilePath(reference: string | URL): string {
  const text = String(reference);
  return resolve(text.startsWith("file:") ? fileURLToPath(text) : text);
}

/** What a file exports by default; a file of rows is the environment that is made of them. */
export interface DefaultExport {
  /** What it is, or where it is a function what this returned. */
  readonly value: unknown;
  /** Calls the function with options; undefined where none is exported. */
  readonly make?: (options: GivenOptions) => Promise<unknown>;
}

/**
 * Loads the default export of a TypeScript or JavaScript file. Where that is a function (also an asynchronous one), it
 * is called and what it returns is taken. What the file imports from `selfplay/games`, `selfplay/environments` and
 * `selfplay/random` is this very package, wherever the file lies.
 *
 * @param path absolute
 * @throws what `wanted` makes, naming the file and what is wrong with it
 */
export async function loadDefaultExport(path: string, wanted: Wanted): Promise<DefaultExport> {
  const file = shown(path);
  if (!existsSync(path)) throw wanted.error("MISSING", `${file}: no such file${similar(path)}`);
  if (isDataFile(path)) return { value: await dataFileEnvironment(path, file) };
  const jiti = createJiti(import.meta.url, {
    interopDefault: false,
    virtualModules: {
      "selfplay/games": games,
      "selfplay/environments": environments,
      "selfplay/random": random,
    },
  });
  const module = await attempt(wanted, `${file}: could not be loaded`, () =>
    jiti.import<{ readonly default?: unknown }>(path),
  );
  const exported = module.default;
  if (exported === undefined) {
    const others = Object.keys(module).join(", ");
    throw wanted.error(
      "NO_DEFAULT",
      `${file}: has no default export (${others ? `it exports ${others}` : "it exports nothing"}); ` +
        `write \`export default\` before the ${wanted.noun}, or before a function that returns it`,
    );
  }
  if (typeof exported !== "function") return { value: exported };
  const call = (...given: GivenOptions[]) =>
    attempt(wanted, `${file}: its default export, a function, threw when called`, () => exported(...given));
  // A parameter that has a default of its own keeps it.
  return { value: await (exported.length > 0 ? call({}) : call()), make: call };
}

/** A path as people see it: from where they are, unless it lies elsewhere. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") ? path : short;
}

async function attempt<T>(wanted: Wanted, what: string, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.trim() : String(cause);
    throw wanted.error("FAILED", `${what}: ${reason}`, { cause });
  }
}

function similar(path: string): string {
  const folder = dirname(path);
  if (!existsSync(folder)) return "";
  const near = nearest(basename(path), readdirSync(folder).filter(isModuleFile));
  return near ? ` (did you mean ${shown(resolve(folder, near))}?)` : "";
}
