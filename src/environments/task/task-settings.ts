import { OptionError } from "../../errors.js";
import { nearest } from "../../suggest.js";
import { unknownOption } from "../../unknown-option.js";
import type { TaskSettings } from "./question-task.js";

type Fit = readonly [expected: string, fits: (value: unknown) => boolean];

const wholeFrom = (least: number) => (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= least;

const SETTINGS: Readonly<Record<string, Fit>> = {
  difficulty: ["a whole number from 1", wholeFrom(1)],
  easiest: ["a whole number from 1", wholeFrom(1)],
  seed: ["a whole number", Number.isSafeInteger],
  formatReward: ["a number", Number.isFinite],
  progressReward: ["a number", Number.isFinite],
};

/** Of shorter names too many other words are near. */
const LONG = 6;

/**
 * Sees whether a task can be made with these settings. A task may have options of its own among them, so of unknown ones
 * only those are refused that are likely misspelt.
 *
 * @throws OptionError
 */
export function checkTaskSettings(settings: TaskSettings): void {
  if (typeof settings !== "object" || settings === null)
    throw new OptionError("settings of a task", "them by name, as in { difficulty: 2 }", settings);
  const names = Object.keys(SETTINGS);
  const long = names.filter(({ length }) => length >= LONG);
  for (const [name, value] of Object.entries(settings)) {
    if (Object.hasOwn(SETTINGS, name)) {
      const [expected, fits] = SETTINGS[name];
      if (value !== undefined && !fits(value)) throw new OptionError(name, expected, value);
      continue;
    }
    const near = nearest(name, long);
    // The beginning of a name, such as `format`, is a word of its own.
    if (near !== undefined && !near.startsWith(name)) throw unknownOption("a task", names, name);
  }
}
