import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import { choice, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { writeProducts } from "./column-working.js";
import { gradeNumber, randomDigits } from "./digits.js";

/** Two whole numbers in decimal digits. */
export interface MultiplicationProblem {
  readonly a: string;
  readonly b: string;
}

const OPTIONS = {
  ...commonOptions({ of: "digits of both numbers together, less one", to: 20, default: 2 }),
  working: choice("how demonstrations show their work: by partial products in columns, or not at all", [
    "columns",
    "none",
  ]),
};

export const multiplicationTask: TaskEntry<typeof OPTIONS, MultiplicationProblem> = {
  name: "multiplication",
  description: "multiply two numbers of several digits",
  answer: "the product, on the last line or after `Answer:`",
  options: OPTIONS,
  make: (options) =>
    questionTask<MultiplicationProblem>(
      {
        name: "multiplication",
        generate: (random, difficulty) => ({
          a: randomDigits(random, Math.ceil((difficulty + 1) / 2)),
          b: randomDigits(random, Math.floor((difficulty + 1) / 2)),
        }),
        id: ({ a, b }) => `${a}*${b}`,
        family: ({ a, b }) => [a, b].sort().join("*"),
        ask: ({ a, b }) =>
          options.style === "plain"
            ? `${a}*${b}=`
            : `What is ${a} × ${b}? Work it out by hand, then end with a line \`Answer: NUMBER\`.`,
        grade: ({ a, b }, text) => gradeNumber(productOf(a, b), text),
        demonstrate({ a, b }) {
          const answer = options.style === "plain" ? productOf(a, b) : `Answer: ${productOf(a, b)}`;
          return options.working === "none" ? answer : `${writeProducts(a, b)}\n${answer}`;
        },
      },
      options,
    ),
};

/**
 * Multiplying two numbers. Plain prompts look like `34*12=`.
 *
 * @example
 * const environment = multiplication({ difficulty: 3 });
 */
export function multiplication(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<MultiplicationProblem>> {
  return makeTask(multiplicationTask, options);
}

function productOf(a: string, b: string): string {
  return String(BigInt(a) * BigInt(b));
}
