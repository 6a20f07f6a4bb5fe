import { OptionError } from "../../../errors.js";
import { answerLine } from "../../task/answer.js";
import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import { choice, integer, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { writeColumns, writeStates } from "./column-working.js";
import { gradeNumber, randomDigits } from "./digits.js";
import { inField, onesFirst } from "./field.js";

/** Two whole numbers in decimal digits. */
export interface AdditionProblem {
  readonly a: string;
  readonly b: string;
}

const OPTIONS = {
  ...commonOptions({ of: "digits of the longer number", to: 40, default: 3 }),
  working: choice(
    "how demonstrations show their work, where field is 0: in columns of one width, as lines of what is left, as the " +
      "answer's digits ones first, or not at all",
    ["columns", "states", "reversed", "none"],
  ),
  field: integer(
    "plain prompts and their answers have the ones first, and prompts each number in a field of so many characters; " +
      "demonstrations show no work then; 0: written as usual",
    { from: 0, to: 41, default: 0 },
  ),
};

export const additionTask: TaskEntry<typeof OPTIONS, AdditionProblem> = {
  name: "addition",
  description: "add two numbers of several digits",
  answer: "the sum, on the last line or after `Answer:`",
  options: OPTIONS,
  make(options) {
    const { field } = options;
    const written = options.style === "plain" && field > 0;
    if (written && field < options.difficulty)
      throw new OptionError("field", `0, or at least the difficulty, ${options.difficulty}`, field);
    return questionTask<AdditionProblem>(
      {
        name: "addition",
        generate(random, difficulty) {
          const long = randomDigits(random, difficulty);
          const least = Math.ceil(difficulty / 2);
          const short = randomDigits(random, least + random.integer(difficulty - least + 1));
          return random.chance(0.5) ? { a: long, b: short } : { a: short, b: long };
        },
        id: ({ a, b }) => `${a}+${b}`,
        family: ({ a, b }) => [a, b].sort().join("+"),
        ask({ a, b }) {
          if (written) return `${inField(a, field)}+${inField(b, field)}=`;
          return options.style === "plain"
            ? `${a}+${b}=`
            : `What is ${a} + ${b}? Work from the ones to the left, then end with a line \`Answer: NUMBER\`.`;
        },
        grade: ({ a, b }, text) => gradeNumber(sumOf(a, b), written ? onesFirst(answerLine(text)) : text),
        demonstrate({ a, b }) {
          if (written) return onesFirst(sumOf(a, b));
          const answer = options.style === "plain" ? sumOf(a, b) : `Answer: ${sumOf(a, b)}`;
          return [working(options.working, a, b), answer].filter(Boolean).join("\n");
        },
      },
      options,
    );
  },
};

/**
 * Adding two numbers. Plain prompts look like `345+67=`, in a field of four characters like `543.+76..=`.
 *
 * @throws OptionError for a field that is too narrow
 * @example
 * const environment = addition({ difficulty: 5, easiest: 1 });
 */
export function addition(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<AdditionProblem>> {
  return makeTask(additionTask, options);
}

function sumOf(a: string, b: string): string {
  return String(BigInt(a) + BigInt(b));
}

function working(kind: "columns" | "states" | "reversed" | "none", a: string, b: string): string {
  if (kind === "columns") return writeColumns(a, b);
  if (kind === "states") return writeStates(a, b);
  return kind === "reversed" ? [...sumOf(a, b)].reverse().join("") : "";
}
