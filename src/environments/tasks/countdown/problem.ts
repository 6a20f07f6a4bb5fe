import type { Random } from "../../../random/index.js";
import { afterStep, type Step, stepsOf } from "./solver.js";

/** Reach the target from the numbers with + − × ÷, using each at most once. */
export interface CountdownProblem {
  readonly numbers: readonly number[];
  readonly target: number;
}

export interface CountdownSizes {
  readonly count: number;
  /** The largest of the given numbers. */
  readonly largest: number;
  readonly largestTarget: number;
}

/** A problem that has a solution: the target is what some steps over all the numbers came to. */
export function randomProblem(
  random: Random,
  { count, largest, largestTarget }: CountdownSizes,
): CountdownProblem {
  for (;;) {
    const numbers = Array.from({ length: count }, () => 1 + random.integer(largest));
    const target = randomSteps(random, numbers, 4 * largestTarget).at(-1)!.result;
    if (target <= largestTarget && !numbers.includes(target)) return { numbers, target };
  }
}

/** Steps taken at random until one number is left; results stay below `limit` where that is possible. */
export function randomSteps(random: Random, numbers: readonly number[], limit: number): Step[] {
  const steps: Step[] = [];
  let pool = numbers;
  while (pool.length > 1) {
    const [x, y] = random.shuffle([...pool]);
    const possible = stepsOf(x, y);
    const small = possible.filter(({ result }) => result <= limit);
    const choices = small.length > 0 ? small : possible;
    const step = choices[random.integer(choices.length)];
    steps.push(step);
    pool = afterStep(pool, step);
  }
  return steps;
}
