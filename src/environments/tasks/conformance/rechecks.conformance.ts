import { expect } from "vitest";
import type { AdditionProblem } from "../arithmetic/addition.js";
import type { Story } from "../calculator/story.js";
import type { CodeProblem } from "../code/problem.js";
import type { CountdownProblem } from "../countdown/problem.js";
import type { GuessProblem } from "../guess/guess.js";
import type { KnightsProblem } from "../knights/puzzle.js";
import { statementInSigns } from "../knights/statement.js";
import type { ListProblem } from "../lists/lists.js";
import type { SortingProblem } from "../lists/sorting.js";
import type { MazeProblem } from "../maze/grid.js";
import type { SudokuProblem } from "../sudoku/sudoku.js";

// Judges of answers that share no code with the tasks' own checkers.

const DIGITS = "0123456789";

const linesOf = (text: string) => text.split("\n").map((line) => line.trim());
const lastLine = (text: string) => linesOf(text).filter(Boolean).at(-1) ?? "";
const lastNumber = (text: string) => (lastLine(text).match(/\d+/g) ?? []).at(-1);
const numbersIn = (line: string) => (line.match(/-?\d+/g) ?? []).map(Number);

export const additionFacts = {
  alphabet: `${DIGITS} `,
  variants: [{ working: "states" }, { working: "reversed" }, { working: "none", difficulty: 12 }],
  recheck({ a, b }: AdditionProblem, answer: string) {
    return Number(lastNumber(answer) ?? Number.NaN) === Number(a) + Number(b);
  },
};

export const multiplicationFacts = {
  alphabet: `${DIGITS} `,
  variants: [{ working: "none", difficulty: 7 }, { difficulty: 9 }],
  recheck({ a, b }: AdditionProblem, answer: string) {
    return Number(lastNumber(answer) ?? Number.NaN) === Number(a) * Number(b);
  },
};

export const countdownFacts = {
  alphabet: `${DIGITS}+-*/= `,
  variants: [{ search: 1 }, { difficulty: 4, largest: 100, largestTarget: 1000 }],
  /** Steps up to the end of the text, or the last line as an expression: evaluated as JavaScript, it is digits and signs. */
  recheck({ numbers, target }: CountdownProblem, answer: string): boolean {
    return stepsReach(numbers, target, answer) || expressionReaches(numbers, target, lastLine(answer));
  },
  inspect({ numbers, target }: CountdownProblem) {
    expect(numbers).not.toContain(target);
    expect(reachable(numbers).has(target)).toBe(true);
  },
};

function stepsReach(numbers: readonly number[], target: number, answer: string): boolean {
  const lines = linesOf(answer).filter(Boolean);
  if (/^\d+$/.test(lines.at(-1) ?? "") && Number(lines.pop()) !== target) return false;
  let held: number[] | undefined;
  let reached = false;
  for (const line of lines) {
    const step = /^(\d+) *([-+*/]) *(\d+) *= *(\d+)$/.exec(line)?.slice(1);
    if (step === undefined) {
      held = undefined; // Given up: the next attempt starts afresh.
      reached = false;
      continue;
    }
    held ??= [...numbers];
    const [a, b, c] = [step[0], step[2], step[3]].map(Number);
    const results = { "+": a + b, "-": a - b, "*": a * b, "/": a / b };
    const fair = results[step[1] as "+"] === c;
    for (const used of [a, b]) {
      const at = held.indexOf(used);
      held[at < 0 ? held.length : at] = Number.NaN;
      if (at < 0) held.push(Number.POSITIVE_INFINITY);
    }
    if (!fair) held.push(Number.POSITIVE_INFINITY);
    held.push(c);
    reached = c === target && !held.includes(Number.POSITIVE_INFINITY);
  }
  return reached;
}

function expressionReaches(numbers: readonly number[], target: number, line: string): boolean {
  if (!/^[\d+\-*/ ]+(= *\d+)?$/.test(line) || /\/\/|\*\*|\+\+|--|\d +\d|\b0\d/.test(line)) return false;
  const [left, right = String(target)] = line.split("=");
  const used = (left.match(/\d+/g) ?? []).map(Number);
  const spare = [...numbers];
  for (const number of used) if (spare.indexOf(number) >= 0) spare.splice(spare.indexOf(number), 1);
  if (used.length < 2 || spare.length !== numbers.length - used.length) return false;
  try {
    const value = new Function(`return ${left}`)() as number;
    return Math.abs(value - target) < 1e-9 && Number(right) === target;
  } catch {
    return false;
  }
}

/** Every number that some numbers make, by splitting them in two in all ways; fractions and negative ones left out. */
function reachable(numbers: readonly number[]): Set<number> {
  const known = new Map<string, Set<number>>();
  const of = (held: readonly number[]): Set<number> => {
    const key = held.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const all = new Set<number>(held.length === 1 ? held : []);
    for (let mask = 1; mask < 2 ** held.length - 1; mask++) {
      const left = held.filter((_, i) => (mask >> i) & 1);
      const right = held.filter((_, i) => !((mask >> i) & 1));
      for (const x of of(left)) all.add(x);
      for (const x of of(left)) {
        for (const y of of(right)) {
          for (const z of [x + y, x - y, x * y, x / y]) if (Number.isInteger(z) && z > 0) all.add(z);
        }
      }
    }
    known.set(key, all);
    return all;
  };
  return of(numbers);
}

export const sortingFacts = {
  alphabet: `${DIGITS} `,
  variants: [{ largest: 9 }],
  recheck({ numbers }: SortingProblem, answer: string) {
    const found = numbersIn(lastLine(answer));
    const left = [...numbers];
    for (const [i, number] of found.entries()) {
      if (i > 0 && number < found[i - 1]) return false;
      if (!left.includes(number)) return false;
      left.splice(left.indexOf(number), 1);
    }
    return left.length === 0;
  },
};

export const listsFacts = {
  alphabet: `${DIGITS}- `,
  variants: [{ operation: "differences" }, { operation: "middle", largest: 99 }],
  size: ({ numbers }: ListProblem) => numbers.length,
  recheck({ operation, numbers }: ListProblem, answer: string) {
    const found = numbersIn(lastLine(answer));
    const [first] = found;
    const single = found.length === 1;
    const smaller = numbers.filter((number) => number < first).length;
    const atMost = numbers.filter((number) => number <= first).length;
    const is = (expected: readonly number[]) => expected.join() === found.join();
    const verdicts = {
      reverse: () => is(numbers.map((_, i) => numbers[numbers.length - 1 - i])),
      unique: () => is(numbers.filter((number, i) => numbers.indexOf(number) === i)),
      max: () => single && numbers.includes(first) && atMost === numbers.length,
      min: () => single && numbers.includes(first) && smaller === 0,
      sum: () => single && numbers.reduce((left, number) => left - number, first) === 0,
      middle: () => {
        const rank = (numbers.length - 1) >> 1;
        return single && numbers.includes(first) && smaller <= rank && rank < atMost;
      },
      rotate: () =>
        found.length === numbers.length && is(numbers.map((_, i) => numbers.concat(numbers)[i + 1])),
      evens: () => single && first === numbers.reduce((count, number) => count + 1 - (number & 1), 0),
      differences: () => {
        const fits = found.every((by, i) => numbers[i] + by === numbers[i + 1]);
        return found.length === numbers.length - 1 && fits;
      },
    };
    return verdicts[operation]();
  },
};

export const mazeFacts = {
  alphabet: "UDLR",
  variants: [{ shortest: true }],
  recheck({ rows }: MazeProblem, answer: string) {
    const width = rows[0].length + 1;
    const picture = `${rows.join("#")}#`;
    const walls = new Set([...picture].flatMap((sign, i) => (sign === "#" ? [i] : [])));
    const by = { U: -width, D: width, L: -1, R: 1 };
    let at = picture.indexOf("S");
    for (const move of lastLine(answer)) {
      at += by[move as "U"];
      if (at < 0 || at >= picture.length || walls.has(at)) return false;
    }
    return picture[at] === "G";
  },
};

export const sudokuFacts = {
  alphabet: "1234",
  variants: [{ size: "9" }, { size: "9", difficulty: 6 }, { difficulty: 6 }],
  size: ({ rows }: SudokuProblem) => rows.join("").split(".").length,
  recheck({ rows }: SudokuProblem, answer: string) {
    const size = rows.length;
    const grid = linesOf(answer)
      .filter((line) => line.length === size)
      .slice(-size);
    if (grid.length < size) return false;
    const box = Math.sqrt(size);
    const groups = Array.from({ length: size }, (_, g) => [
      [...grid[g]],
      grid.map((line) => line[g]),
      Array.from({ length: size }, (_, i) => {
        const row = Math.floor(g / box) * box + Math.floor(i / box);
        return grid[row][(g % box) * box + (i % box)];
      }),
    ]).flat();
    const fits = rows.every((line, r) => [...line].every((mark, c) => mark === "." || mark === grid[r][c]));
    return fits && groups.every((group) => new Set(group).size === size);
  },
  inspect({ rows }: SudokuProblem) {
    expect(solutions(rows, 2)).toBe(1);
  },
};

/** Counts solutions up to `most` by trying digits in the cell with the fewest that fit. */
function solutions(rows: readonly string[], most: number): number {
  const size = rows.length;
  const box = Math.sqrt(size);
  const cells = [...rows.join("")];
  let best: string[] | undefined;
  let where = -1;
  for (const [cell, mark] of cells.entries()) {
    if (mark !== ".") continue;
    const [row, column] = [Math.floor(cell / size), cell % size];
    const seen = new Set(
      cells.filter((_, other) => {
        const [r, c] = [Math.floor(other / size), other % size];
        const sameBox =
          Math.floor(r / box) === Math.floor(row / box) && Math.floor(c / box) === Math.floor(column / box);
        return r === row || c === column || sameBox;
      }),
    );
    const fitting = Array.from({ length: size }, (_, i) => String(i + 1)).filter((digit) => !seen.has(digit));
    if (best === undefined || fitting.length < best.length) [best, where] = [fitting, cell];
  }
  if (best === undefined) return 1;
  let count = 0;
  for (const digit of best) {
    const text = cells.with(where, digit).join("");
    const next = rows.map((_, row) => text.slice(row * size, (row + 1) * size));
    count += solutions(next, most - count);
    if (count >= most) break;
  }
  return count;
}

export const knightsFacts = {
  alphabet: "ABC+- ",
  variants: [{ working: "none", difficulty: 4 }],
  recheck({ statements }: KnightsProblem, answer: string) {
    const kinds: Record<string, boolean> = {};
    for (const [, who, sign] of answer.matchAll(/(?<!\w)([A-F])[ ]*([+-])/g)) kinds[who] = sign === "+";
    const people = statements.map((_, i) => "ABCDEF"[i]);
    return people.every((who) => who in kinds) && consistent(statements.map(statementInSigns), kinds);
  },
  inspect({ statements }: KnightsProblem) {
    const people = [..."ABCDEF"].slice(0, statements.length);
    const signs = statements.map(statementInSigns);
    let count = 0;
    for (let bits = 0; bits < 2 ** people.length; bits++) {
      const kinds = Object.fromEntries(people.map((who, i) => [who, ((bits >> i) & 1) === 1]));
      if (consistent(signs, kinds)) count++;
    }
    expect(count).toBe(1);
  },
};

/** Whether what each says, read from its signs, is true just when he is a knight. */
function consistent(signs: readonly string[], kinds: Readonly<Record<string, boolean>>): boolean {
  const claim = (text: string) => kinds[text[0]] === (text[1] === "+");
  return signs.every((said, i) => {
    let truth: boolean;
    if (/^\d/.test(said)) truth = Object.values(kinds).filter(Boolean).length === Number(said[0]);
    else if (said.includes("&")) truth = said.split("&").every(claim);
    else if (said.includes("|")) truth = said.split("|").some(claim);
    else if (said.includes("=")) truth = kinds[said[0]] === kinds[said[2]];
    else if (said.includes("#")) truth = kinds[said[0]] !== kinds[said[2]];
    else truth = claim(said);
    return truth === kinds["ABCDEF"[i]];
  });
}

export const codeFacts = {
  alphabet: "f(x)=>{}[];.+-*/ return",
  variants: [{ varied: false, difficulty: 2 }, { heldOut: "kinds" }],
  size: ({ stages }: CodeProblem) => stages.length,
  /** Programs that are not the kit's own are never run here. */
  recheck: () => false,
  inspect({ shown, hidden }: CodeProblem) {
    expect(shown).toHaveLength(2);
    expect(hidden).toHaveLength(8);
    expect(new Set([...shown, ...hidden].map(({ input }) => JSON.stringify(input))).size).toBe(10);
    expect(shown[0].output).not.toEqual(shown[1].output);
  },
};

export const guessFacts = {
  // 16 secrets, of which three are held out.
  fewHeldOut: true,
  alphabet: `${DIGITS} `,
  variants: [{ spare: 3 }],
  size: ({ largest }: GuessProblem) => largest,
  recheck: ({ secret }: GuessProblem, answer: string) => Number(lastNumber(answer) ?? 0) === secret,
};

export const calculatorFacts = {
  alphabet: `${DIGITS} `,
  recheck(story: Story, answer: string) {
    let owned = story.start;
    for (const { kind, by } of story.events) {
      owned = { more: owned + by, fewer: owned - by, times: owned * by, shared: owned / by }[kind];
      expect(owned).toBe(Math.floor(owned));
      expect(owned).toBeGreaterThan(0);
    }
    return Number(lastNumber(answer) ?? Number.NaN) === owned;
  },
};
