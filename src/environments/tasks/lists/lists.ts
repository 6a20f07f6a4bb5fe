import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import { choice, integer, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { LIST_OPERATIONS, type ListOperationName } from "./operations.js";
import { gradeSequence, randomNumbers } from "./sequence.js";

/** Numbers and what is asked about them. */
export interface ListProblem {
  readonly operation: ListOperationName;
  readonly numbers: readonly number[];
}

const NAMES = Object.keys(LIST_OPERATIONS) as ListOperationName[];

const OPTIONS = {
  ...commonOptions({ of: "numbers in the list, less one", to: 49, default: 4 }),
  largest: integer("largest number", { from: 9, to: 9999, default: 9 }),
  operation: choice("what is asked for", ["mixed", ...NAMES]),
};

export const listsTask: TaskEntry<typeof OPTIONS, ListProblem> = {
  name: "lists",
  description: "reverse a list, find its maximum, its sum, what is unique in it …",
  answer: "a number or numbers with spaces between them, on the last line or after `Answer:`",
  options: OPTIONS,
  make: (options) =>
    questionTask<ListProblem>(
      {
        name: "lists",
        generate: (random, difficulty) => ({
          operation: options.operation === "mixed" ? NAMES[random.integer(NAMES.length)] : options.operation,
          numbers: randomNumbers(random, difficulty + 1, options.largest),
        }),
        id: ({ operation, numbers }) => `${operation} ${numbers.join(" ")}`,
        family: ({ numbers }) => numbers.toSorted((a, b) => a - b).join(" "),
        ask: ({ operation, numbers }) =>
          options.style === "plain"
            ? `${operation} ${numbers.join(" ")}:`
            : `Here are numbers: ${numbers.join(", ")}. Give ${LIST_OPERATIONS[operation].words}. ` +
              "End with a line `Answer: …`, with spaces between numbers.",
        grade: (problem, text) => gradeSequence(answerOf(problem), text),
        demonstrate: (problem) =>
          `${options.style === "plain" ? "" : "Answer: "}${answerOf(problem).join(" ")}`,
      },
      options,
    ),
};

/**
 * Small tasks on lists of numbers. Plain prompts look like `reverse 3 1 4:`.
 *
 * @example
 * const environment = lists({ operation: "unique", difficulty: 5 });
 */
export function lists(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<ListProblem>> {
  return makeTask(listsTask, options);
}

function answerOf({ operation, numbers }: ListProblem): number[] {
  return LIST_OPERATIONS[operation].apply(numbers);
}
