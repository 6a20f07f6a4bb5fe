import { answerLine, lastInteger } from "../../task/answer.js";
import { commonOptions } from "../../task/common-options.js";
import type { TaskExample } from "../../task/generated.js";
import { outcomeOf, type RewardWeights } from "../../task/grade.js";
import { integer, type PartialOptions } from "../../task/options.js";
import { type GeneratedTask, generatedTask } from "../../task/question-task.js";
import { makeTask, type TaskEntry } from "../../task/task-entry.js";
import type { Message } from "../../text/message.js";
import type { TextEnvironment, TextEpisode, Turn } from "../../text/text-environment.js";

/** A number from 1 to `largest` to be found. */
export interface GuessProblem {
  readonly largest: number;
  readonly secret: number;
  /** How many guesses there are. */
  readonly guesses: number;
}

const OPTIONS = {
  ...commonOptions({ of: "doublings of the range, which starts at 1 to 8", to: 10, default: 2 }),
  spare: integer("guesses more than halving the range needs at most", { from: 0, to: 20, default: 0 }),
};

export const guessTask: TaskEntry<typeof OPTIONS, GuessProblem> = {
  name: "guess",
  description: "find a number by guessing; each guess is answered with higher or lower",
  answer: "a number each turn, on the last line or after `Answer:`",
  options: OPTIONS,
  make(options) {
    const task: GeneratedTask<GuessProblem> = {
      name: "guess",
      generate(random, difficulty) {
        const largest = 2 ** (difficulty + 2);
        return {
          largest,
          secret: 1 + random.integer(largest),
          guesses: difficulty + 3 + options.spare,
        };
      },
      id: ({ largest, secret }) => `${secret} of ${largest}`,
      ask: ({ largest, guesses }) =>
        options.style === "plain"
          ? `1-${largest}?`
          : `I have chosen a whole number from 1 to ${largest}. Find it in at most ${guesses} guesses. ` +
            "Guess one number at a time; I say whether mine is higher or lower.",
      demonstrate: (problem) =>
        halvings(problem).map((guess) => ({ role: "assistant", content: String(guess) })),
    };
    return generatedTask(task, options, (problem, opening) => new GuessEpisode(opening, problem, options));
  },
};

/**
 * Guessing a number, over several turns. Plain prompts look like `1-16?`; answers to guesses are `higher` and `lower`.
 *
 * @example
 * const environment = guess({ difficulty: 4, spare: 2 });
 */
export function guess(
  options: PartialOptions<typeof OPTIONS> = {},
): TextEnvironment<TaskExample<GuessProblem>> {
  return makeTask(guessTask, options);
}

class GuessEpisode implements TextEpisode {
  private made = 0;
  private readable = 0;
  private lowest = 1;
  private highest: number;

  constructor(
    readonly opening: readonly Message[],
    private readonly problem: GuessProblem,
    private readonly weights: RewardWeights,
  ) {
    this.highest = problem.largest;
  }

  answer({ content }: Message): Turn {
    const { secret, guesses } = this.problem;
    const digits = lastInteger(answerLine(content));
    const number = Number(digits);
    this.made++;
    if (digits !== undefined) this.readable++;
    if (number === secret) return this.end(true);
    if (number < secret) this.lowest = Math.max(this.lowest, number + 1);
    if (number > secret) this.highest = Math.min(this.highest, number - 1);
    if (this.made === guesses) return this.end(false);
    const reply = digits === undefined ? "guess a number" : number < secret ? "higher" : "lower";
    return { done: false, messages: [{ role: "user", content: reply }] };
  }

  /** Progress is the share of bits that were found out. */
  private end(solved: boolean): Turn {
    const left = this.highest - this.lowest + 1;
    const progress = solved ? 1 : 1 - Math.log2(left + 1) / Math.log2(this.problem.largest + 1);
    const grade = { solved, format: this.readable / this.made, progress, metrics: { guesses: this.made } };
    return { done: true, outcome: outcomeOf(grade, this.weights) };
  }
}

/** The guesses that halve the range each time, up to the secret. */
function halvings({ largest, secret }: GuessProblem): number[] {
  const guesses: number[] = [];
  let low = 1;
  let high = largest;
  while (guesses.at(-1) !== secret) {
    const middle = Math.floor((low + high) / 2);
    guesses.push(middle);
    if (middle < secret) low = middle + 1;
    else high = middle - 1;
  }
  return guesses;
}
