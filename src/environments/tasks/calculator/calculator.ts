import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import type { PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import type { Tool } from "../../text/tool.js";
import { gradeNumber } from "../arithmetic/digits.js";
import { calculate } from "./calculate.js";
import { expressionOf, randomStory, type Story, solve, tell } from "./story.js";

const OPTIONS = commonOptions({ of: "calculations", to: 8, default: 2 });

export const calculatorTask: TaskEntry<typeof OPTIONS, Story> = {
  name: "calculator",
  description: "word problems, with a tool that evaluates expressions",
  answer: "the number, on the last line or after `Answer:`",
  options: OPTIONS,
  // What the tool is called and takes stands at the beginning of each.
  contextLength: 1024,
  make: (options) =>
    questionTask<Story>(
      {
        name: "calculator",
        tools: { calculate: calculate as Tool },
        generate: randomStory,
        id: tell,
        family: expressionOf,
        ask: (story) =>
          options.style === "plain"
            ? tell(story)
            : `${tell(story)} You may use the tool. End with a line \`Answer: NUMBER\`.`,
        grade: (story, text) => gradeNumber(String(solve(story)), text),
        demonstrate: (story) => [
          {
            role: "assistant",
            content: "",
            toolCalls: [{ id: "call-1", name: "calculate", input: { expression: expressionOf(story) } }],
          },
          {
            role: "assistant",
            content: `${options.style === "plain" ? "" : "Answer: "}${solve(story)}`,
          },
        ],
      },
      options,
    ),
};

/**
 * Word problems with the tool `calculate`, which takes an expression such as `(120+34)*5`.
 *
 * @example
 * const environment = calculator({ difficulty: 3 });
 */
export function calculator(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<Story>> {
  return makeTask(calculatorTask, options);
}
