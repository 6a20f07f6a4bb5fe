import type { Random } from "../../../random/index.js";
import { type CountdownProblem, randomSteps } from "./problem.js";
import { type Step, solveCountdown } from "./solver.js";

/** The line after an attempt that missed the target. */
const MISSED = "no";
const MOST_FIRST = 3;

export interface DemonstrationOptions {
  /** Probability that it ends without having reached the target. */
  readonly imperfect: number;
  /** Probability that up to three attempts which miss come first. */
  readonly search: number;
  /** Whether the last line is a number (plain) or an expression (chat). */
  readonly style: "plain" | "chat";
}

/**
 * Attempts, a step a line. One that misses the target is followed by the line `no`; one that reaches it by the answer,
 * as a number or as an expression:
 *
 *     25+5=30
 *     no
 *     25-5=20
 *     20*4=80
 *     80
 *
 * An imperfect demonstration gives up: it ends with an attempt that missed and its `no`. So every demonstration says
 * truly whether an attempt came to the target; what it may lack is patience.
 */
export function demonstrateCountdown(
  random: Random,
  problem: CountdownProblem,
  { imperfect, search, style }: DemonstrationOptions,
): string {
  const givesUp = random.chance(imperfect);
  const misses = (random.chance(search) ? 1 + random.integer(MOST_FIRST) : 0) + (givesUp ? 1 : 0);
  const missed = missingAttempts(random, problem, misses);
  const lines = missed.flatMap((attempt) => [attempt, MISSED]);
  if (givesUp && lines.length > 0) return lines.join("\n");
  const steps = solution(random, problem);
  const answer =
    style === "plain" ? String(problem.target) : `Answer: ${expressionOf(problem.numbers, steps)}`;
  return [...lines, written(steps), answer].join("\n");
}

function solution(random: Random, { numbers, target }: CountdownProblem): readonly Step[] {
  return solveCountdown(numbers, target, random)!; // Problems are made from a solution.
}

/** Different attempts that miss the target; fewer than asked for where few numbers allow hardly any. */
function missingAttempts(random: Random, { numbers, target }: CountdownProblem, count: number): string[] {
  const missed = new Set<string>();
  for (let tries = 0; missed.size < count && tries < 20 * count; tries++) {
    const steps = randomSteps(random, numbers, 4 * target);
    if (steps.at(-1)!.result !== target) missed.add(written(steps));
  }
  return [...missed];
}

function written(steps: readonly Step[]): string {
  return steps.map(({ a, operator, b, result }) => `${a}${operator}${b}=${result}`).join("\n");
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
