import type { Random } from "../../../random/index.js";
import { answerLine, lastInteger } from "../../task/answer.js";
import type { Grade } from "../../task/grade.js";

/** A whole number of so many digits, as text; of one digit also 0. */
export function randomDigits(random: Random, count: number): string {
  const first = count === 1 ? random.integer(10) : 1 + random.integer(9);
  return Array.from({ length: count }, (_, i) => (i === 0 ? first : random.integer(10))).join("");
}

/** Whether a text ends with the number, and how many of its digits are right counted from the ones. */
export function gradeNumber(expected: string, text: string): Grade {
  const line = answerLine(text);
  const found = lastInteger(line);
  if (found === undefined) return { solved: false, format: 0, progress: 0 };
  const length = Math.max(expected.length, found.length);
  let right = 0;
  for (let place = 1; place <= length; place++) if (expected.at(-place) === found.at(-place)) right++;
  return { solved: found === expected, format: found === line ? 1 : 0, progress: right / length };
}
