import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import { choice, integer, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { gradeSequence, randomNumbers } from "./sequence.js";

/** Numbers to put in order. */
export interface SortingProblem {
  readonly numbers: readonly number[];
}

const OPTIONS = {
  ...commonOptions({ of: "numbers to sort, less one", to: 49, default: 4 }),
  largest: integer("largest number", { from: 9, to: 9999, default: 99 }),
  order: choice("up: the smallest first; down: the largest first", ["up", "down"]),
};

export const sortingTask: TaskEntry<typeof OPTIONS, SortingProblem> = {
  name: "sorting",
  description: "put numbers in order",
  answer: "the numbers in order with spaces between them, on the last line or after `Answer:`",
  options: OPTIONS,
  make(options) {
    const sorted = ({ numbers }: SortingProblem) =>
      numbers.toSorted((a, b) => (options.order === "up" ? a - b : b - a));
    return questionTask<SortingProblem>(
      {
        name: "sorting",
        generate: (random, difficulty) => ({
          numbers: randomNumbers(random, difficulty + 1, options.largest),
        }),
        id: ({ numbers }) => numbers.join(" "),
        family: ({ numbers }) => numbers.toSorted((a, b) => a - b).join(" "),
        ask: ({ numbers }) =>
          options.style === "plain"
            ? `sort${options.order === "up" ? "" : " down"} ${numbers.join(" ")}:`
            : `Sort these numbers, the ${options.order === "up" ? "smallest" : "largest"} first: ` +
              `${numbers.join(", ")}. End with a line \`Answer: NUMBERS\`, with spaces between them.`,
        grade: (problem, text) => gradeSequence(sorted(problem), text),
        demonstrate: (problem) =>
          `${options.style === "plain" ? "" : "Answer: "}${sorted(problem).join(" ")}`,
      },
      options,
    );
  },
};

/**
 * Sorting numbers. Plain prompts look like `sort 31 4 15:`.
 *
 * @example
 * const environment = sorting({ difficulty: 7, largest: 9 });
 */
export function sorting(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<SortingProblem>> {
  return makeTask(sortingTask, options);
}
