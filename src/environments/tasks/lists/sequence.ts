import type { Random } from "../../../random/index.js";
import { answerLine, integers } from "../../task/answer.js";
import type { Grade } from "../../task/grade.js";

/** So many whole numbers from 0 to `largest`. */
export function randomNumbers(random: Random, count: number, largest: number): number[] {
  return Array.from({ length: count }, () => random.integer(largest + 1));
}

/** Whether the answer's line gives exactly these numbers in this order; progress counts the places that are right. */
export function gradeSequence(expected: readonly number[], text: string): Grade {
  const line = answerLine(text);
  const found = integers(line);
  if (found.length === 0) return { solved: false, format: 0 };
  const length = Math.max(found.length, expected.length);
  const right = expected.filter((number, i) => number === found[i]).length;
  return {
    solved: right === length,
    format: line === found.join(" ") ? 1 : 0,
    progress: right / length,
  };
}
