import type { Random } from "../../../random/index.js";
import type { Operator } from "../expression/fraction.js";

/** `a operator b = result`, all of them positive whole numbers. */
export interface Step {
  readonly a: number;
  readonly operator: Operator;
  readonly b: number;
  readonly result: number;
}

/**
 * The steps that combine two numbers into a positive whole number and are of use: the larger number stands first, and
 * nothing is multiplied or divided by one.
 */
export function stepsOf(x: number, y: number): Step[] {
  const [a, b] = x < y ? [y, x] : [x, y];
  const steps: Step[] = [{ a, operator: "+", b, result: a + b }];
  if (a > b) steps.push({ a, operator: "-", b, result: a - b });
  if (b > 1) {
    steps.push({ a, operator: "*", b, result: a * b });
    if (a % b === 0) steps.push({ a, operator: "/", b, result: a / b });
  }
  return steps;
}

/** The numbers that are left after a step. */
export function afterStep(numbers: readonly number[], step: Step): number[] {
  const left = [...numbers];
  left.splice(left.indexOf(step.a), 1);
  left.splice(left.indexOf(step.b), 1);
  return [...left, step.result];
}

/**
 * As few steps as possible that reach the target from the numbers, each used at most once, or undefined when there are
 * none. Tries everything; all steps stay in the positive whole numbers.
 *
 * @param random shuffles what is tried first, for one of several solutions
 */
export function solveCountdown(
  numbers: readonly number[],
  target: number,
  random?: Random,
): readonly Step[] | undefined {
  if (numbers.includes(target)) return [];
  const shuffled = random ? random.shuffle([...numbers]) : numbers;
  for (let depth = 1; depth < numbers.length; depth++) {
    const solution = search(shuffled, target, depth);
    if (solution !== undefined) return solution;
  }
  return undefined;
}

function search(numbers: readonly number[], target: number, depth: number): readonly Step[] | undefined {
  for (let i = 0; i < numbers.length; i++) {
    for (let j = i + 1; j < numbers.length; j++) {
      if (depth === 1 && !reaches(numbers[i], numbers[j], target)) continue;
      for (const step of stepsOf(numbers[i], numbers[j])) {
        if (step.result === target) return [step];
        if (depth === 1) continue;
        const rest = search(afterStep(numbers, step), target, depth - 1);
        if (rest !== undefined) return [step, ...rest];
      }
    }
  }
  return undefined;
}

/** Whether one step is enough; most pairs are ruled out by it without making any. */
function reaches(x: number, y: number, target: number): boolean {
  return (
    x + y === target || x * y === target || Math.abs(x - y) === target || x === y * target || y === x * target
  );
}
