import { EnvironmentError } from "../errors.js";
import { assertTextEnvironment } from "./assert-text-environment.js";
import { isModuleFile, loadDefaultExport, moduleFilePath, shown, type Wanted } from "./module-file.js";
import type { GivenOptions } from "./task/options.js";
import { isBuiltInTask, type TaskDependencies } from "./task/task-entry.js";
import { environmentByName } from "./tasks/registry.js";
import type { TextEnvironment } from "./text/text-environment.js";

/** Says which text environment it is, in a form that can be written to a file or sent to a worker thread. */
export type TextEnvironmentReference =
  | { readonly name: string; readonly options: NonNullable<TextEnvironment["options"]> }
  /** `file` is an absolute path; the environment it holds has that name. */
  | { readonly name: string; readonly file: string };

const TEXT_ENVIRONMENT: Wanted = {
  noun: "text environment",
  error: (problem, message, options) => new EnvironmentError(`ENVIRONMENT_FILE_${problem}`, message, options),
};

const files = new WeakMap<TextEnvironment, string>();

/**
 * A text environment from whatever names one.
 *
 * @param environment a text environment, the name of a built-in task, or the path or URL of a TypeScript or JavaScript
 *   file whose default export is a text environment or a function that returns one
 * @param options of a built-in task
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
    return assertTextEnvironment("environment", environment);
  }
  if (typeof environment === "string" && !isModuleFile(environment)) {
    return environmentByName(environment, options, dependencies);
  }
  refuseOptions(environment, options);
  const path = moduleFilePath(environment);
  return textEnvironmentOfFile(path, await loadDefaultExport(path, TEXT_ENVIRONMENT));
}

/** Takes what a file exported for a text environment, and remembers the file. */
export function textEnvironmentOfFile(path: string, exported: unknown): TextEnvironment {
  const environment = assertTextEnvironment(shown(path), exported);
  // A built-in task with its options is told by those, whichever file made it.
  if (!isBuiltInTask(environment)) files.set(environment, path);
  return environment;
}

/** @throws EnvironmentError where there are any: what a file exports is made already */
export function refuseOptions(file: string | URL, options: GivenOptions): void {
  const [option] = Object.keys(options);
  if (option === undefined) return;
  const message = `${file}: the file of an environment takes no options, found ${option}`;
  throw new EnvironmentError("ENVIRONMENT_FILE_OPTIONS", message);
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
  const environment = await loadTextEnvironment(reference.file);
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
  const file = files.get(environment);
  if (file !== undefined) return { name, file };
  if (isBuiltInTask(environment)) return { name, options };
  throw new EnvironmentError(
    "ENVIRONMENT_NOT_IN_FILE",
    `${name}: a later run cannot find this text environment again; make it the default export of a file and pass the ` +
      "file's path or URL instead",
  );
}
