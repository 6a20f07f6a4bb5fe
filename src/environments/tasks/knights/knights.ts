import { answerBlock, answerLine } from "../../task/answer.js";
import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import type { Grade } from "../../task/grade.js";
import { choice, type PartialOptions } from "../../task/options.js";
import { questionTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { TextEnvironment } from "../../text/text-environment.js";
import { casesOf, contradicted, type KnightsProblem, randomPuzzle, solutionOf } from "./puzzle.js";
import { letter, statementInSigns, statementInWords } from "./statement.js";

const OPTIONS = {
  ...commonOptions({ of: "people, less one", to: 5, default: 2 }),
  working: choice("how demonstrations show their work: by trying the cases in turn, or not at all", [
    "cases",
    "none",
  ]),
};

export const knightsTask: TaskEntry<typeof OPTIONS, KnightsProblem> = {
  name: "knights",
  description: "find out who tells the truth (knights) and who lies (knaves)",
  answer: "`A+ B- C+` (or `A is a knight, …`) on the last line or after `Answer:`",
  options: OPTIONS,
  make: (options) =>
    questionTask<KnightsProblem>(
      {
        name: "knights",
        generate: (random, difficulty) => randomPuzzle(random, difficulty + 1),
        id: inSigns,
        ask: (puzzle) => (options.style === "plain" ? `${inSigns(puzzle)}\n` : inWords(puzzle)),
        grade: gradeKnights,
        demonstrate(puzzle) {
          const solution = solutionOf(puzzle);
          const marks = solution.map((knight, person) => `${letter(person)}${knight ? "+" : "-"}`);
          const kinds = solution.map(
            (knight, person) => `${letter(person)} is a ${knight ? "knight" : "knave"}`,
          );
          const answer = options.style === "plain" ? marks.join(" ") : `Answer: ${kinds.join(", ")}`;
          return [...(options.working === "cases" ? tried(puzzle) : []), answer].join("\n");
        },
      },
      options,
    ),
};

/**
 * Knights and knaves. Plain prompts look like `A:B- B:A=C C:2+`: A says that B lies, B that A and C are alike, C that
 * exactly two tell the truth.
 *
 * @example
 * const environment = knights({ difficulty: 3, style: "chat" });
 */
export function knights(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<KnightsProblem>> {
  return makeTask(knightsTask, options);
}

function inSigns({ statements }: KnightsProblem): string {
  return statements.map((statement, i) => `${letter(i)}:${statementInSigns(statement)}`).join(" ");
}

function inWords({ statements }: KnightsProblem): string {
  const said = statements.map((statement, i) => `${letter(i)} says: “${statementInWords(statement, i)}.”`);
  return (
    "Each of these people is a knight, who always tells the truth, or a knave, who always lies. " +
    `${said.join(" ")} Who is what? End with a line such as \`Answer: A is a knight, B is a knave\`.`
  );
}

/** Cases in turn, each with the first person it contradicts: `++ A`, `+- ok`. */
function tried({ statements }: KnightsProblem): string[] {
  const lines: string[] = [];
  for (const knights of casesOf(statements.length)) {
    const wrong = contradicted(statements, knights);
    lines.push(
      `${knights.map((knight) => (knight ? "+" : "-")).join("")} ${wrong < 0 ? "ok" : letter(wrong)}`,
    );
    if (wrong < 0) break;
  }
  return lines;
}

function gradeKnights(puzzle: KnightsProblem, text: string): Grade {
  const solution = solutionOf(puzzle);
  const line = answerLine(text);
  let found = readKinds(line);
  if (found.size < solution.length) found = readKinds(answerBlock(text));
  if (found.size === 0) return { solved: false, format: 0 };
  const right = solution.filter((knight, person) => found.get(letter(person)) === knight).length;
  return {
    solved: right === solution.length,
    format: found.size === solution.length ? 1 : 0,
    progress: right / solution.length,
  };
}

/** By letter, whether each person named is called a knight; what is said last counts. */
function readKinds(text: string): Map<string, boolean> {
  const said = text.matchAll(/\b([A-F])\b[ *]*(?:is +(?:an? +)?|[:=] *)?[*]*(knight|knave|\+|-|−)/gi);
  return new Map([...said].map(([, person, kind]) => [person.toUpperCase(), /knight|\+/i.test(kind)]));
}
