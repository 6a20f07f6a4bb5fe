import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import { integer, number, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { demonstrateCountdown } from "./demonstration.js";
import { gradeCountdown } from "./grade.js";
import { type CountdownProblem, randomProblem } from "./problem.js";

const OPTIONS = {
  ...commonOptions({ of: "steps that use up all the numbers", to: 5, default: 2 }),
  largest: integer("largest of the given numbers", { from: 4, to: 100, default: 20 }),
  largestTarget: integer("largest number to reach", { from: 10, to: 1000, default: 100 }),
  imperfect: number("share of demonstrations that give up", { from: 0, to: 1, default: 0 }),
  search: number("share of demonstrations with up to three attempts that miss first", {
    from: 0,
    to: 1,
    default: 0,
  }),
};

export const countdownTask: TaskEntry<typeof OPTIONS, CountdownProblem> = {
  name: "countdown",
  description: "reach a number from given numbers with + - * /, each used at most once",
  answer:
    "steps such as `25-5=20`, one a line, the last reaching the target; or an expression such as `(25-5)*4`",
  options: OPTIONS,
  make: (options) =>
    questionTask<CountdownProblem>(
      {
        name: "countdown",
        generate: (random, difficulty) => randomProblem(random, { ...options, count: difficulty + 1 }),
        id: ({ numbers, target }) => `${numbers.join(" ")}=${target}`,
        family: ({ numbers, target }) => `${numbers.toSorted((a, b) => a - b).join(" ")}=${target}`,
        ask: ({ numbers, target }) =>
          options.style === "plain"
            ? `${numbers.join(" ")}=${target}:`
            : `Reach ${target} from the numbers ${numbers.join(", ")} with + - * /, using each number at most once. ` +
              "End with a line `Answer: EXPRESSION`.",
        grade: gradeCountdown,
        demonstrate: (problem, random) => demonstrateCountdown(random, problem, options),
      },
      options,
    ),
};

/**
 * The numbers game. Plain prompts look like `25 5 4=80:`. Every example has a solution with whole numbers only.
 *
 * @example
 * const environment = countdown({ difficulty: 3, imperfect: 0.7 });
 */
export function countdown(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<CountdownProblem>> {
  return makeTask(countdownTask, options);
}
