import { answerBlock, answerLine } from "../../task/answer.js";
import type { Grade } from "../../task/grade.js";
import { evaluateExpression } from "../expression/expression.js";
import { combine, formatFraction, parseFraction } from "../expression/fraction.js";
import type { CountdownProblem } from "./problem.js";

const STEP = /^(\d+)\s*([-+*/×÷−])\s*(\d+)\s*=\s*(\d+)$/;
const OPERATORS: Readonly<Record<string, "+" | "-" | "*" | "/">> = {
  "+": "+",
  "-": "-",
  "−": "-",
  "*": "*",
  "×": "*",
  "/": "/",
  "÷": "/",
};

/**
 * Checks an answer in either form: an expression such as `(25-5)*4` on the answer's line, or steps such as `25-5=20`,
 * one a line, that end the text, with or without the target alone on the last line. Steps further up, before a line
 * that is none, are attempts given up and do not count. Fractions and negative numbers on the way are allowed in
 * expressions.
 */
export function gradeCountdown(problem: CountdownProblem, text: string): Grade {
  const expression = gradeExpression(problem, answerLine(text));
  if (expression?.solved) return expression;
  return gradeSteps(problem, text) ?? expression ?? { solved: false, format: 0 };
}

function gradeExpression({ numbers, target }: CountdownProblem, line: string): Grade | undefined {
  const sides = line.split("=");
  if (sides.length > 2) return undefined;
  try {
    const { value, numbers: used } = evaluateExpression(sides[0]);
    if (used.length < 2) return undefined;
    const claim = sides.length === 1 || formatFraction(value) === sides[1].trim();
    return judged(
      claim && usesOnly(numbers, used.map(Number)),
      claim && formatFraction(value) === String(target),
    );
  } catch {
    return undefined; // Not an expression, or one without a value.
  }
}

function gradeSteps({ numbers, target }: CountdownProblem, text: string): Grade | undefined {
  const lines = answerBlock(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const stated = /^\d+$/.test(lines.at(-1) ?? "") ? Number(lines.pop()) : undefined;
  const pool = [...numbers];
  let result = 0;
  const first = lines.findLastIndex((line) => !STEP.test(line)) + 1;
  if (first === lines.length) return undefined;
  for (const line of lines.slice(first)) {
    const [, a, sign, b, c] = STEP.exec(line)!;
    for (const operand of [Number(a), Number(b)]) {
      if (!pool.includes(operand)) return judged(false, false);
      pool.splice(pool.indexOf(operand), 1);
    }
    if (!holds(a, OPERATORS[sign], b, c)) return judged(false, false);
    result = Number(c);
    pool.push(result);
  }
  return judged(true, result === target && (stated === undefined || stated === target));
}

function judged(legal: boolean, reached: boolean): Grade {
  const solved = legal && reached;
  return { solved, format: 1, progress: solved ? 1 : legal ? 0.5 : 0, metrics: { legal: legal ? 1 : 0 } };
}

function usesOnly(given: readonly number[], used: readonly number[]): boolean {
  const left = [...given];
  return used.every((number) => {
    const at = left.indexOf(number);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function holds(a: string, operator: "+" | "-" | "*" | "/", b: string, c: string): boolean {
  if (operator === "/" && /^0+$/.test(b)) return false;
  return formatFraction(combine(operator, parseFraction(a), parseFraction(b))) === String(Number(c));
}
