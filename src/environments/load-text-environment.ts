import { EnvironmentError } from "../errors.js";
import { settledTextEnvironment } from "./assert-text-environment.js";
import {
  type DefaultExport,
  isModuleFile,
  loadDefaultExport,
  moduleFilePath,
  shown,
  type Wanted,
} from "./module-file.js";
import type { GivenOptions } from "./task/options.js";
import { isBuiltInTask, type TaskDependencies } from "./task/task-entry.js";
import { environmentByName } from "./tasks/registry.js";
import type { TextEnvironment } from "./text/text-environment.js";

/** Says which text environment it is, in a form that can be written to a file or sent to a worker thread. */
export type TextEnvironmentReference =
  | { readonly name: string; readonly options: NonNullable<TextEnvironment["options"]> }
  /** `file` is an absolute path; the environment it holds, or makes of the options, has that name. */
  | {
      readonly name: string;
      readonly file: string;
      readonly options?: NonNullable<TextEnvironment["options"]>;
    };

const TEXT_ENVIRONMENT: Wanted = {
  noun: "text environment",
  error: (problem, message, options) => new EnvironmentError(`ENVIRONMENT_FILE_${problem}`, message, options),
};

/** Where an environment comes from. */
interface Origin {
  readonly file: string;
  /** Makes it with other options, where the file exports a function. */
  readonly make?: (options: GivenOptions) => Promise<TextEnvironment>;
  /** Those that it was made with. */
  readonly options?: NonNullable<TextEnvironment["options"]>;
}

const origins = new WeakMap<TextEnvironment, Origin>();

/**
 * A text environment from whatever names one.
 *
 * @param environment a text environment, the name of a built-in task, or the path or URL of a TypeScript or JavaScript
 *   file whose default export is a text environment or a function that returns one
 * @param options of a built-in task, or for the function that a file exports
 * @throws EnvironmentError for an unknown name and for a file that does not hold one, OptionError for a wrong option
 * @example
 * const environment = await loadTextEnvironment("./my-task.ts");
 */
export async function loadTextEnvironment(
  environment: TextEnvironment | string | URL,
  options: GivenOptions = {},
  dependencies: TaskDependencies = {},
): Promise<TextEnvironment> {
  if (typeof environment === "object" && !(environment instanceof URL)) {
    return settledTextEnvironment("environment", environment);
  }
  if (typeof environment === "string" && !isModuleFile(environment)) {
    return environmentByName(environment, options, dependencies);
  }
  const path = moduleFilePath(environment);
  const loaded = await textEnvironmentOfFile(path, await loadDefaultExport(path, TEXT_ENVIRONMENT));
  return withOptions(path, loaded, options);
}

/** Takes what a file exported for a text environment, and remembers the file. */
export async function textEnvironmentOfFile(
  path: string,
  { value, make }: DefaultExport,
): Promise<TextEnvironment> {
  const environment = await settledTextEnvironment(shown(path), value);
  // A built-in task with its options is told by those, whichever file made it.
  if (isBuiltInTask(environment)) return environment;
  const again = make && ((options: GivenOptions) => made(path, make, options));
  origins.set(environment, { file: path, ...(again && { make: again }) });
  return environment;
}

/** Whether an environment is one that a file makes, and none that is built in. */
export function isOfFile(environment: TextEnvironment): boolean {
  return origins.has(environment);
}

/** How an environment's file makes it with other options; undefined where the file exports no function. */
export function makerOf(environment: TextEnvironment): Origin["make"] {
  return origins.get(environment)?.make;
}

/**
 * The environment that a file exports, made with options where some are given.
 * @throws EnvironmentError where it exports no function, or one that does not pass them on
 */
export async function withOptions(
  path: string,
  loaded: TextEnvironment,
  options: GivenOptions,
): Promise<TextEnvironment> {
  const [option] = Object.keys(options);
  if (option === undefined) return loaded;
  const make = makerOf(loaded);
  if (make === undefined) throw takesNone(path, option);
  return make(options);
}

/** What a file's function makes of options; that it did not pass one on is no choice of anybody's. */
async function made(
  path: string,
  make: NonNullable<DefaultExport["make"]>,
  options: GivenOptions,
): Promise<TextEnvironment> {
  const environment = await settledTextEnvironment(shown(path), await make(options));
  const lost = Object.keys(options).find((name) => environment.options?.[name] !== options[name]);
  if (lost !== undefined)
    throw new EnvironmentError(
      "ENVIRONMENT_FILE_OPTIONS",
      `${shown(path)}: its function was given ${lost} ${options[lost]} and did not pass it on: expected it among the ` +
        "environment's `options`, where questionTask(task, options) puts it",
    );
  const given = options as NonNullable<TextEnvironment["options"]>;
  origins.set(environment, { file: path, options: given, make: (other) => made(path, make, other) });
  return environment;
}

/** The error for options of what is made already. */
export function takesNone(file: string | URL, option: string): EnvironmentError {
  const message = `${file}: takes no options, found ${option}; only a file that exports a function of them does`;
  return new EnvironmentError("ENVIRONMENT_FILE_OPTIONS", message);
}

/**
 * The same text environment once more, for example in a worker thread.
 *
 * @throws EnvironmentError also when the file holds another one by now
 */
export async function loadReferencedTextEnvironment(
  reference: TextEnvironmentReference,
  dependencies: TaskDependencies = {},
): Promise<TextEnvironment> {
  if (!("file" in reference)) return loadTextEnvironment(reference.name, reference.options, dependencies);
  const environment = await loadTextEnvironment(reference.file, reference.options);
  if (environment.name === reference.name) return environment;
  throw new EnvironmentError(
    "ENVIRONMENT_FILE_CHANGED",
    `${reference.file}: expected the text environment ${reference.name}, found ${environment.name}`,
  );
}

/**
 * How another thread or a later run finds this text environment.
 *
 * @throws EnvironmentError for one that was made in memory and is neither built in nor loaded from a file
 */
export function textReferenceOf(environment: TextEnvironment): TextEnvironmentReference {
  const { name, options = {} } = environment;
  const origin = origins.get(environment);
  if (origin !== undefined)
    return { name, file: origin.file, ...(origin.options && { options: origin.options }) };
  if (isBuiltInTask(environment)) return { name, options };
  throw new EnvironmentError(
    "ENVIRONMENT_NOT_IN_FILE",
    `${name}: a later run cannot find this text environment again; make it the default export of a file and pass the ` +
      "file's path or URL instead, with `environmentOptions` where the file exports a function of options",
  );
}
