import { EnvironmentError } from "../../../errors.js";
import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import { choice, flag, number, type OptionValues, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { ENTRY, gradeProgram } from "./grade.js";
import { withMistake } from "./mistake.js";
import { type CodeProblem, inputKind, randomCodeProblem, type TestCase, wordsOf } from "./problem.js";
import type { RunProgram } from "./run-program.js";
import { writeProgram } from "./write-program.js";

const OPTIONS = {
  ...commonOptions({ of: "things the function does in a row", to: 4, default: 1 }),
  heldOut: choice(
    "what the test split has that the train split has not: problems, or kinds of problems whatever their numbers",
    ["problems", "kinds"],
  ),
  varied: flag("demonstrations write the same in several ways", true),
  mistakes: number(
    "share of demonstrations with a mistake: a number one too large, a step forgotten, two steps swapped",
    { from: 0, to: 1, default: 0 },
  ),
};

type Options = OptionValues<typeof OPTIONS>;

export const codeTask: TaskEntry<typeof OPTIONS, CodeProblem> = {
  name: "code",
  description: "write a JavaScript function that passes hidden tests",
  answer: "a program that defines `f`, as it stands or in a fenced block",
  options: OPTIONS,
  make(options, { runProgram } = {}) {
    if (runProgram !== undefined) return codeWith(runProgram, options);
    throw new EnvironmentError(
      "NO_PROGRAM_RUNNER",
      "code: expected `runProgram`, which runs programs (`sandboxRunner()` of selfplay has one), found nothing",
    );
  },
};

/**
 * Writing small JavaScript functions. Plain prompts look like
 *
 *     f(x): keep items above 3, then sum
 *     f([5,1,4])=9
 *     f([2,2])=0
 *
 * @param runProgram runs what the model wrote; it must keep it from everything else, and end it
 * @example
 * const environment = code(runProgram, { difficulty: 2 });
 */
export function code(
  runProgram: RunProgram,
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<CodeProblem>> {
  return makeTask(codeTask, options, { runProgram });
}

function codeWith(runProgram: RunProgram, options: Options): TextEnvironment<TaskExample<CodeProblem>> {
  const family = options.heldOut === "problems" ? idOf : kindOf;
  return questionTask<CodeProblem>(
    {
      name: "code",
      keepsTime: true,
      generate: (random, difficulty, wanted) =>
        randomCodeProblem(random, difficulty, (stages) => wanted(family({ stages }))),
      id: idOf,
      family,
      ask: (problem) => (options.style === "plain" ? inShort(problem) : inWords(problem)),
      grade: (problem, text, { signal }) => gradeProgram(runProgram, problem, text, signal),
      demonstrate(problem, random) {
        const mistaken = options.mistakes > 0 && random.chance(options.mistakes);
        const stages = mistaken ? withMistake(problem.stages, random) : problem.stages;
        const program = writeProgram(stages, options.varied ? random : undefined);
        return options.style === "plain" ? program : `\`\`\`js\n${program}\n\`\`\``;
      },
    },
    options,
  );
}

function idOf({ stages }: Pick<CodeProblem, "stages">): string {
  return stages.map(({ id, parameters }) => [id, ...Object.values(parameters)].join(" ")).join(", ");
}

function kindOf({ stages }: Pick<CodeProblem, "stages">): string {
  return stages.map(({ id }) => id).join(", ");
}

function inShort(problem: CodeProblem): string {
  const examples = problem.shown.map(
    ({ input, output }) => `${call({ input, output })}=${JSON.stringify(output)}`,
  );
  return `${ENTRY}(x): ${wordsOf(problem)}\n${examples.join("\n")}\n`;
}

const KINDS = {
  number: "a whole number",
  list: "a list of whole numbers",
  string: "a string",
  boolean: "true or false",
};

function inWords(problem: CodeProblem): string {
  const examples = problem.shown.map((test) => `- \`${call(test)}\` is \`${JSON.stringify(test.output)}\``);
  return (
    `Write a JavaScript function \`${ENTRY}(x)\`, where x is ${KINDS[inputKind(problem)]}. ` +
    `It does this in a row: ${wordsOf(problem)}.\n\nExamples:\n${examples.join("\n")}\n\n` +
    "Answer with the function alone in a fenced block."
  );
}

function call({ input }: TestCase): string {
  return `${ENTRY}(${JSON.stringify(input)})`;
}
