import { answerBlock, answerLine } from "../task/answer.js";
import type { Grade } from "../task/grade.js";
import { type Fraction, parseFraction } from "../tasks/expression/fraction.js";

/**
 * How an answer is held against the one in the dataset: the same text but for white space (`exact`), the same number
 * however it is written (`number`), or a text that a regular expression describes from start to end (`regex`). The
 * answer is looked for on the last line or after "Answer:".
 */
export type Matching = (typeof MATCHINGS)[number];

export const MATCHINGS = ["exact", "number", "regex"] as const;

/**
 * A judge of answers to one row.
 *
 * @param expected the dataset's answer; where it is a number, its own last line or `####` says which
 * @throws Error saying why the dataset's answer cannot be used
 */
export function matcherOf(matching: Matching, expected: string): (answer: string) => Grade {
  switch (matching) {
    case "exact": {
      const wanted = squeezed(expected);
      if (wanted === "") throw new Error("expected text");
      const find = expected.trim().includes("\n") ? answerBlock : answerLine;
      return (answer) => ({ solved: squeezed(find(answer)) === wanted || squeezed(answer) === wanted });
    }
    case "number": {
      const wanted = lastNumber(answerLine(expected));
      if (wanted === undefined) throw new Error("expected a number");
      return (answer) => {
        const found = lastNumber(answerLine(answer));
        const solved = found?.numerator === wanted.numerator && found.denominator === wanted.denominator;
        return { solved, format: found === undefined ? 0 : 1 };
      };
    }
    case "regex": {
      const pattern = new RegExp(`^(?:${expected})$`, "u");
      return (answer) => ({ solved: pattern.test(answerLine(answer)) });
    }
  }
}

function squeezed(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** The last number of a line: `"$1,250.50 or so"` gives 1250.5. */
function lastNumber(line: string): Fraction | undefined {
  const joined = line.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").replace(/−/g, "-");
  const found = [...joined.matchAll(/(?<!\d\s*)-?(?:\d+(?:\.\d+)?|\.\d+)|\d+(?:\.\d+)?/g)].at(-1)?.[0];
  if (found === undefined) return undefined;
  const { numerator, denominator } = parseFraction(found.replace("-", "").replace(/^\./, "0."));
  return { numerator: found.startsWith("-") ? -numerator : numerator, denominator };
}
