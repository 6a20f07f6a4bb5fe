import { EnvironmentError, OptionError } from "../../errors.js";
import { Random } from "../../random/index.js";
import type { Example, Split } from "../text/text-environment.js";
import { splitOf } from "./split.js";

/** An example of a generated task: plain data, so that it can be written to a file. */
export interface TaskExample<Problem = unknown> extends Example {
  readonly split: Split;
  readonly index: number;
  readonly problem: Problem;
}

/** How problems are made and told apart. */
export interface ProblemGenerator<Problem> {
  /** Lower case with hyphens. */
  readonly name: string;
  /**
   * A new problem. It may depend on nothing but its arguments.
   *
   * @param difficulty an integer from 1; larger is harder
   * @param wanted whether problems of a family belong to the split asked for; a generator that does much work may ask
   *   before it and return undefined where they do not
   * @returns plain data: what JSON can hold
   */
  generate(random: Random, difficulty: number, wanted: (family: string) => boolean): Problem | undefined;
  /** Names the problem; problems with the same name are the same. */
  id(problem: Problem): string;
  /** What must not be shared between the splits; the problem's {@link id} when left out. */
  family?(problem: Problem): string;
}

/** Which problems are generated. */
export interface GenerationOptions {
  readonly difficulty: number;
  /** Each example's difficulty is drawn from here to `difficulty`; default `difficulty`. */
  readonly easiest?: number | undefined;
  readonly seed: number;
}

/** Problems are drawn until one belongs to the split asked for; so often in vain and there is likely none. */
const MOST_TRIES = 1000;

/**
 * The example of a split with that number: a function of the seed, the split and the number alone.
 *
 * @throws EnvironmentError `NO_EXAMPLE` where none of many problems belongs to the split; OptionError for a number
 *   that is none
 */
export function generatedExample<Problem>(
  generator: ProblemGenerator<Problem>,
  { difficulty: hardest, easiest = hardest, seed }: GenerationOptions,
  split: Split,
  index: number,
): TaskExample<Problem> {
  if (!Number.isSafeInteger(index) || index < 0)
    throw new OptionError(`example of ${generator.name}`, "a number from 0", index);
  const random = new Random(seed, generator.name, split, index);
  const from = Math.min(easiest, hardest);
  const difficulty = from + random.integer(hardest - from + 1);
  const wanted = (family: string) => splitOf(generator.name, family) === split;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const problem = generator.generate(random, difficulty, wanted);
    if (problem === undefined) continue;
    const id = generator.id(problem);
    if (wanted(generator.family?.(problem) ?? id)) return { id, difficulty, split, index, problem };
  }
  throw new EnvironmentError(
    "NO_EXAMPLE",
    `${generator.name}: none of ${MOST_TRIES} problems of difficulty ${difficulty} belongs to the ${split} split; ` +
      "are there too few different ones?",
  );
}
