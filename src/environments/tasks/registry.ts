import { EnvironmentError } from "../../errors.js";
import { nearest } from "../../suggest.js";
import type { GivenOptions } from "../task/options.js";
import { makeTask, type TaskDependencies, type TaskEntry } from "../task/task-entry.js";
import type { TextEnvironment } from "../text/text-environment.js";
import { additionTask } from "./arithmetic/addition.js";
import { multiplicationTask } from "./arithmetic/multiplication.js";
import { calculatorTask } from "./calculator/calculator.js";
import { codeTask } from "./code/code.js";
import { countdownTask } from "./countdown/countdown.js";
import { guessTask } from "./guess/guess.js";
import { knightsTask } from "./knights/knights.js";
import { listsTask } from "./lists/lists.js";
import { sortingTask } from "./lists/sorting.js";
import { mazeTask } from "./maze/maze.js";
import { sudokuTask } from "./sudoku/sudoku.js";

/** The built-in tasks. */
export const builtInTasks: readonly TaskEntry[] = [
  additionTask,
  multiplicationTask,
  countdownTask,
  sortingTask,
  listsTask,
  mazeTask,
  sudokuTask,
  knightsTask,
  codeTask,
  guessTask,
  calculatorTask,
];

/** The built-in task with exactly that name. */
export function findTask(name: string): TaskEntry | undefined {
  return builtInTasks.find((entry) => entry.name === name);
}

/**
 * Makes a built-in task. `environmentByName(environment.name, environment.options)` is the same environment again, in
 * another thread or a later process.
 *
 * @throws EnvironmentError `UNKNOWN_ENVIRONMENT` with the nearest name, `NO_PROGRAM_RUNNER` for `code` without one;
 *   OptionError for an option it does not have or cannot take
 * @example
 * const environment = environmentByName("countdown", { difficulty: 3 });
 */
export function environmentByName(
  name: string,
  options: GivenOptions = {},
  dependencies: TaskDependencies = {},
): TextEnvironment {
  const entry = findTask(name);
  if (entry !== undefined) return makeTask(entry, options, dependencies);
  const names = builtInTasks.map((task) => task.name);
  const hint = nearest(name, names);
  const meant = hint === undefined ? "." : `; did you mean ${JSON.stringify(hint)}?`;
  throw new EnvironmentError(
    "UNKNOWN_ENVIRONMENT",
    `there is no text environment ${JSON.stringify(name)}${meant} Built-in ones: ${names.join(", ")}`,
  );
}
