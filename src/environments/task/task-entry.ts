import type { RunProgram } from "../tasks/code/run-program.js";
import type { TextEnvironment } from "../text/text-environment.js";
import type { TaskExample } from "./generated.js";
import {
  type GivenOptions,
  type OptionValues,
  type PartialOptions,
  resolveOptions,
  type TaskOptions,
} from "./options.js";

/** A built-in task as the command line knows it. */
export interface TaskEntry<S extends TaskOptions = TaskOptions, Problem = unknown> {
  /** Lower case with hyphens; the same as the environment's own name. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** How an answer is to be written, in a line. */
  readonly answer: string;
  readonly options: S;
  /** Tokens of characters that its conversations need, with its default options, where 512 are too few. */
  readonly contextLength?: number;
  /** @throws EnvironmentError `NO_PROGRAM_RUNNER` where one is needed and not there */
  make(options: OptionValues<S>, dependencies?: TaskDependencies): TextEnvironment<TaskExample<Problem>>;
}

/** What tasks need that this room does not have. */
export interface TaskDependencies {
  /** Runs the programs that answer the task `code`. */
  readonly runProgram?: RunProgram;
}

const builtIn = new WeakSet<object>();

/** Makes the environment of an entry; OptionError for an option it does not have or cannot take. */
export function makeTask<S extends TaskOptions, Problem>(
  entry: TaskEntry<S, Problem>,
  given: PartialOptions<S> | GivenOptions,
  dependencies?: TaskDependencies,
): TextEnvironment<TaskExample<Problem>> {
  const options = resolveOptions(entry.name, entry.options, given as GivenOptions);
  const environment = entry.make(options, dependencies);
  builtIn.add(environment);
  return environment;
}

/** Whether {@link makeTask} made it, so that its name and options say all about it. */
export function isBuiltInTask(environment: object): boolean {
  return builtIn.has(environment);
}
