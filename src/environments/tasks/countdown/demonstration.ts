import type { Random } from "../../../random/index.js";
import { type CountdownProblem, randomSteps } from "./problem.js";
import { type Step, solveCountdown } from "./solver.js";

/** The line after an attempt that is given up. */
const GIVEN_UP = "no";
const MOST_ATTEMPTS = 3;

export interface DemonstrationOptions {
  /** Probability that it ends without having reached the target. */
  readonly imperfect: number;
  /** Probability that attempts which fail come first. */
  readonly search: number;
  /** Whether the last line is a number (plain) or an expression (chat). */
  readonly style: "plain" | "chat";
}

/**
 * Steps, one a line, and what they come to on the last line, as a number or as an expression:
 *
 *     25-5=20
 *     20*4=80
 *     80
 *
 * An attempt that misses the target is followed by the line `no` where another one follows. An imperfect demonstration
 * is legal to its last line and misses the target.
 */
export function demonstrateCountdown(
  random: Random,
  problem: CountdownProblem,
  { imperfect, search, style }: DemonstrationOptions,
): string {
  const { numbers } = problem;
  const lines: string[] = [];
  if (random.chance(search)) {
    for (let left = 1 + random.integer(MOST_ATTEMPTS); left > 0; left--)
      lines.push(...written(failingSteps(random, problem)), GIVEN_UP);
  }
  const last = random.chance(imperfect) ? failingSteps(random, problem) : solution(random, problem);
  const answer = style === "plain" ? String(last.at(-1)!.result) : `Answer: ${expressionOf(numbers, last)}`;
  return [...lines, ...written(last), answer].join("\n");
}

function solution(random: Random, { numbers, target }: CountdownProblem): readonly Step[] {
  return solveCountdown(numbers, target, random)!; // Problems are made from a solution.
}

/** Random steps that pass the target by; of a few numbers that hardly allow any, seldom ones that do not. */
function failingSteps(random: Random, { numbers, target }: CountdownProblem): Step[] {
  let steps: Step[] = [];
  for (let tries = 0; tries < 20; tries++) {
    steps = randomSteps(random, numbers, 4 * target);
    if (steps.every(({ result }) => result !== target)) break;
  }
  return steps;
}

function written(steps: readonly Step[]): string[] {
  return steps.map(({ a, operator, b, result }) => `${a}${operator}${b}=${result}`);
}

/** The steps as one expression over the numbers they start from. */
function expressionOf(numbers: readonly number[], steps: readonly Step[]): string {
  const pool = numbers.map((value) => ({ value, text: String(value) }));
  const take = (value: number) =>
    pool.splice(
      pool.findIndex((entry) => entry.value === value),
      1,
    )[0].text;
  for (const { a, operator, b, result } of steps)
    pool.push({ value: result, text: `(${take(a)}${operator}${take(b)})` });
  return pool.at(-1)!.text.slice(1, -1);
}
