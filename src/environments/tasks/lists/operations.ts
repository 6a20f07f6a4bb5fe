/** Something to be done with a list of numbers. */
interface ListOperation {
  /** In words, after "Give". */
  readonly words: string;
  apply(numbers: readonly number[]): number[];
}

const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

/** What the task `lists` asks for, by the word of its plain prompt. */
export const LIST_OPERATIONS = {
  reverse: { words: "the numbers in reverse order", apply: (numbers) => numbers.toReversed() },
  unique: {
    words: "the numbers in order without repetitions, each where it stands first",
    apply: (numbers) => [...new Set(numbers)],
  },
  max: { words: "the largest number", apply: (numbers) => [Math.max(...numbers)] },
  min: { words: "the smallest number", apply: (numbers) => [Math.min(...numbers)] },
  sum: { words: "the sum of the numbers", apply: (numbers) => [numbers.reduce((a, b) => a + b, 0)] },
  middle: {
    words: "the middle number once they are sorted (of an even count, the smaller of the two)",
    apply: (numbers) => [ascending(numbers)[Math.floor((numbers.length - 1) / 2)]],
  },
  rotate: {
    words: "the numbers with the first moved to the end",
    apply: (numbers) => [...numbers.slice(1), numbers[0]],
  },
  evens: { words: "the number of even numbers", apply: (numbers) => [numbers.filter(isEven).length] },
  differences: {
    words: "the differences of neighbours, each number less the one before it",
    apply: (numbers) => numbers.slice(1).map((number, i) => number - numbers[i]),
  },
} satisfies Readonly<Record<string, ListOperation>>;

export type ListOperationName = keyof typeof LIST_OPERATIONS;

function isEven(number: number): boolean {
  return number % 2 === 0;
}
