import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { checkTextEnvironment } from "../../checks/check-text-environment.js";
import type { TaskExample } from "../../task/generated.js";
import type { GivenOptions } from "../../task/options.js";
import type { Split, TextEnvironment } from "../../text/text-environment.js";
import type { RunProgram } from "../code/run-program.js";
import { environmentByName, findTask } from "../registry.js";
import { outcomeOf, promptOf, total } from "./play.conformance.js";

type Environment = TextEnvironment<TaskExample<never>>;

/** What is known about a task beside what its own code says. */
export interface TaskFacts<Problem> {
  /** Options to try besides those of every task. */
  readonly variants?: readonly GivenOptions[];
  /** Judges an answer without "Answer:" by other code than the task's; of several turns, the last that counts. */
  recheck(problem: Problem, answer: string): boolean;
  /** Characters that answers are made of. */
  readonly alphabet: string;
  /** How large a problem is, where that is not the length of its prompt. */
  size?(problem: Problem): number;
  /** Set where by default there are too few different problems to measure on, and its author is told so. */
  readonly fewHeldOut?: boolean;
  /** Whatever else must hold of a problem. */
  inspect?(problem: Problem): void;
}

const SPLITS: readonly Split[] = ["train", "test"];
const EXAMPLES = 20;
const INSPECTED = 6;

/** Tests that hold for every built-in task. */
export function testTask<Problem>(
  name: string,
  facts: TaskFacts<Problem>,
  dependencies: { readonly runProgram: RunProgram; readonly trust: (source: string) => void },
): void {
  const make = (options: GivenOptions = {}) =>
    environmentByName(name, options, dependencies) as unknown as Environment;
  const { from, to } = findTask(name)!.options.difficulty as { from: number; to: number };
  const middle = Math.ceil((from + to) / 2);
  const variants = [{}, { style: "chat" }, { difficulty: from }, { difficulty: middle, easiest: from }];
  const everyVariant = [...variants, ...(facts.variants ?? [])];
  const demonstrated = (environment: Environment, example: TaskExample<never>) => {
    const shown = environment.demonstrate!(example);
    for (const { content } of shown) dependencies.trust(content.replace(/^```js\n([\s\S]*)\n```$/, "$1"));
    return shown;
  };

  describe(`${name} keeps the contract of a task`, () => {
    test.each(everyVariant)("the same example each time, as plain data: %j", async (options) => {
      const [one, other] = [make(options), make(options)];
      for (const split of SPLITS) {
        for (let i = EXAMPLES - 1; i >= 0; i--) one.example(split, i);
        for (let i = 0; i < EXAMPLES; i++) {
          const example = one.example(split, i);
          expect(other.example(split, i)).toEqual(example);
          const copy = JSON.parse(JSON.stringify(example)) as typeof example;
          expect(copy).toEqual(example);
          expect(await promptOf(other, copy)).toBe(await promptOf(one, example));
          expect(other.demonstrate!(copy)).toEqual(one.demonstrate!(example));
        }
      }
    });

    test("other examples for another seed, the same for its own options", () => {
      const environment = make({ seed: 5 });
      expect(make({ seed: 6 }).example("train", 0)).not.toEqual(environment.example("train", 0));
      const again = environmentByName(name, environment.options, dependencies);
      expect(again.options).toEqual(environment.options);
      expect(again.example("test", 3)).toEqual(environment.example("test", 3));
    });

    test("no example of one split is one of the other, whatever the seed and difficulty", () => {
      const ids = new Map<string, Split>();
      for (const difficulty of [from, from + 1, middle]) {
        for (const seed of [0, 1]) {
          const environment = make({ difficulty, seed });
          for (const split of SPLITS) {
            for (let i = 0; i < 2 * EXAMPLES; i++) {
              const { id } = environment.example(split, i);
              expect(`${ids.get(id) ?? split} ${id}`).toBe(`${split} ${id}`);
              ids.set(id, split);
            }
          }
        }
      }
      expect(ids.size).toBeGreaterThan(EXAMPLES);
    });

    test.each(everyVariant)("a demonstration solves and earns 1, no answer earns 0: %j", async (options) => {
      const environment = make(options);
      for (const split of SPLITS) {
        for (let i = 0; i < EXAMPLES; i++) {
          const example = environment.example(split, i);
          if (i < INSPECTED) facts.inspect?.(example.problem);
          const shown = demonstrated(environment, example);
          const outcome = await outcomeOf(environment, example, shown);
          expect(outcome, JSON.stringify({ example, shown })).toMatchObject({ solved: true });
          expect(total(outcome!)).toBe(1);
          expect(outcome!.metrics).toMatchObject({ format: 1, progress: 1 });
          const nothing = await outcomeOf(environment, example, new Array<string>(40).fill(""));
          expect(nothing).toMatchObject({ solved: false });
          expect(total(nothing!)).toBe(0);
        }
      }
    });

    describe("its checker", () => {
      let examples: TaskExample<never>[];
      const environment = make();
      beforeAll(() => {
        examples = Array.from({ length: EXAMPLES }, (_, i) => environment.example("test", i));
      });
      const example = fc.nat(EXAMPLES - 1);
      const sign = fc.constantFrom(...facts.alphabet);

      test("agrees with other code about answers that are nearly right", async () => {
        await fc.assert(
          fc.asyncProperty(example, fc.nat(), sign, async (i, place, mark) => {
            const shown = demonstrated(environment, examples[i]);
            const last = shown.at(-1)!.content;
            const at = place % last.length;
            fc.pre(last[at] !== mark);
            const changed = last.slice(0, at) + mark + last.slice(at + 1);
            const answers = [...shown.slice(0, -1), changed, ...new Array<string>(20).fill("")];
            const outcome = await outcomeOf(environment, examples[i], answers);
            const report = JSON.stringify({ problem: examples[i].problem, changed });
            expect(outcome!.solved, report).toBe(facts.recheck(examples[i].problem, changed));
          }),
          { seed: 1, numRuns: 120 },
        );
      });

      test("and about garbage, and pays nothing for it", async () => {
        const garbage = fc.string({
          unit: fc.oneof({ weight: 5, arbitrary: sign }, fc.constant("\n")),
          maxLength: 40,
        });
        await fc.assert(
          fc.asyncProperty(example, garbage, async (i, text) => {
            const outcome = await outcomeOf(environment, examples[i], new Array<string>(20).fill(text));
            const solved = facts.recheck(examples[i].problem, text);
            expect(outcome!.solved, JSON.stringify({ problem: examples[i].problem, text })).toBe(solved);
            expect(total(outcome!)).toBe(solved ? 1 : 0);
          }),
          { seed: 2, numRuns: 120 },
        );
      });

      test("gives finite rewards that shaping does not turn round", async () => {
        const shaped = make({ formatReward: 0.1, progressReward: 0.2 });
        const text = fc.string({ unit: sign, maxLength: 30 });
        await fc.assert(
          fc.asyncProperty(example, text, async (i, garbage) => {
            const task = shaped.example("train", i);
            const solved = await outcomeOf(shaped, task, demonstrated(shaped, task));
            const other = await outcomeOf(shaped, task, new Array<string>(20).fill(garbage));
            expect(total(solved!)).toBeCloseTo(1.3, 12);
            for (const part of Object.values(other!.reward)) {
              expect(part).toBeGreaterThanOrEqual(0);
              expect(part).toBeLessThanOrEqual(1);
            }
            expect(total(other!)).toBeLessThanOrEqual(total(solved!));
            if (!other!.solved) expect(other!.metrics!.progress).toBeLessThan(1);
          }),
          { seed: 3, numRuns: 50 },
        );
      });
    });

    test.each([{}, { style: "chat" }])(
      "its author would be told of no other problems: %j",
      async (options) => {
        const environment = make(options);
        for (const split of SPLITS)
          for (let i = 0; i < EXAMPLES; i++) demonstrated(environment, environment.example(split, i));
        const few = facts.fewHeldOut
          ? [expect.objectContaining({ check: "held out", severity: "warning" })]
          : [];
        expect(await checkTextEnvironment(environment, { examples: 8 })).toEqual(few);
      },
    );

    test("its problems grow with their difficulty", async () => {
      const sizes: number[] = [];
      for (let difficulty = from; difficulty <= Math.min(to, from + 7); difficulty++) {
        const environment = make({ difficulty });
        let size = 0;
        for (let i = 0; i < EXAMPLES; i++) {
          const example = environment.example("train", i);
          expect(example.difficulty).toBe(difficulty);
          size += facts.size?.(example.problem) ?? (await promptOf(environment, example)).length;
        }
        sizes.push(size);
      }
      expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
      const difficulties = Array.from(
        { length: 4 * EXAMPLES },
        (_, i) => make({ difficulty: from + 2, easiest: from }).example("train", i).difficulty,
      );
      expect(new Set(difficulties)).toEqual(new Set([from, from + 1, from + 2]));
    });
  });
}
