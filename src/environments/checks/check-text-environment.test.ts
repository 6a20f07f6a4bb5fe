import { describe, expect, test } from "vitest";
import { EnvironmentError } from "../../errors.js";
import { calculator, guess, sorting } from "../index.js";
import type { QuestionTask } from "../task/question-task.js";
import { questionTask } from "../task/question-task.js";
import type { Example, TextEnvironment, Turn } from "../text/text-environment.js";
import { checkTextEnvironment } from "./check-text-environment.js";

const doubling: QuestionTask<{ readonly x: number }> = {
  name: "doubling",
  generate: (random) => ({ x: random.integer(1000) }),
  id: ({ x }) => String(x),
  ask: ({ x }) => `2*${x}=`,
  grade: ({ x }, answer) => ({ solved: answer === String(2 * x) }),
  demonstrate: ({ x }) => String(2 * x),
};

const sound = questionTask(doubling);
type Doubling = typeof sound;
type DoublingExample = ReturnType<Doubling["example"]>;

/** What is found of the sound environment with something changed. */
async function findings<E extends Example>(environment: TextEnvironment<E>): Promise<string[]> {
  const problems = await checkTextEnvironment(environment, { examples: 8 });
  return problems.map(({ check, severity, message }) => `${severity} of ${check}: ${message}`);
}

const graded = (grade: QuestionTask<{ readonly x: number }>["grade"]) => questionTask({ ...doubling, grade });
const turning = (turn: (x: number, answer: string) => unknown): Doubling => ({
  ...sound,
  begin: ({ problem: { x } }) => ({
    opening: [{ role: "user", content: `2*${x}=` }],
    answer: ({ content }) => turn(x, content) as Turn,
  }),
});
const over = (x: number, content: string) => content === String(2 * x);

test("a sound environment has no problems", async () => {
  expect(await checkTextEnvironment(sound)).toEqual([]);
  expect(await checkTextEnvironment(guess({ difficulty: 8 }))).toEqual([]);
  expect(await checkTextEnvironment(calculator())).toEqual([]);
});

describe("problems are found", () => {
  let asked = 0;
  test.each<[string, Doubling, RegExp]>([
    [
      "a member of a task that is misspelt",
      questionTask({ ...doubling, demonstrate: undefined, demonstrte: doubling.demonstrate } as never),
      /^warning of members: nobody reads `demonstrte`, and there is no `demonstrate`: is it misspelt\?$/,
    ],
    [
      "a member of an environment that is misspelt",
      { ...sound, playrs: 1 } as Doubling,
      /^warning of members: nobody reads `playrs`, and there is no `players`/,
    ],
    [
      "no size",
      { ...sound, size: () => -1 },
      /^error of sizes: size\("train"\): expected a whole number or Inf/,
    ],
    [
      "nothing to learn from",
      { ...sound, size: (s) => (s === "train" ? 0 : 90) },
      /^error of sizes: .*train.* is 0/,
    ],
    [
      "nothing held out",
      { ...sound, size: (s) => (s === "test" ? 0 : 9) },
      /^error of sizes: .*nothing is held/,
    ],
    [
      "few held out",
      {
        ...sound,
        size: (s) => (s === "test" ? 49 : 900),
        example: (s, i) => ({ ...sound.example(s, i), id: `${s} ${i}` }),
      },
      /^warning of held out: size\("test"\) is 49: of so few/,
    ],
    [
      "few held out of what is generated",
      questionTask({ ...doubling, generate: (random) => ({ x: random.integer(30) }) }),
      /^warning of held out: the test split has \d different examples: of so few held-out examples no measurement/,
    ],
    [
      "rows that are held out again and again",
      { ...sound, size: () => 900, example: (s, i) => sound.example(s, i % 20) },
      /^warning of held out: the test split has \d+ different examples: of so few/,
    ],
    [
      "an example without an id",
      { ...sound, example: (s, i) => ({ ...sound.example(s, i), id: "" }) },
      /^error of examples: train example 0: expected text as `id`, found ""/,
    ],
    [
      "a difficulty that is none",
      { ...sound, example: (s, i) => ({ ...sound.example(s, i), difficulty: Number.NaN }) },
      /^error of examples: .*expected a number as `difficulty`, found NaN/,
    ],
    [
      "an example that is no plain data",
      { ...sound, example: (s, i) => ({ ...sound.example(s, i), when: new Date(0) }) as DoublingExample },
      /^error of examples: train example 0 is changed by JSON/,
    ],
    [
      "examples that throw",
      {
        ...sound,
        example: () => {
          throw new Error("no more");
        },
      },
      /^error of examples: threw: no more/,
    ],
    [
      "examples that change",
      { ...sound, example: (s, i) => ({ ...sound.example(s, i), id: `x${asked++}` }) },
      /^error of repeatable: test example 7 is another one .*Random/,
    ],
    [
      "openings that change",
      {
        ...sound,
        begin: (e) =>
          ({ ...turning(over).begin(e), opening: [{ role: "user", content: `${asked++}` }] }) as never,
      },
      /^error of repeatable: test example 7 opens otherwise the second time/,
    ],
    [
      "examples of both splits",
      { ...sound, example: (_, i) => ({ ...sound.example("train", i) }) },
      /^error of splits: test example 0 is also train example 0/,
    ],
    [
      "prompts of both splits",
      { ...sound, example: (s, i) => ({ ...sound.example("train", i), id: `${s} ${i}` }) },
      /^error of splits: test example 0 is also train example 0/,
    ],
    [
      "nothing said",
      questionTask({ ...doubling, ask: () => [{ role: "user", content: " " }] }),
      /says nothing before/,
    ],
    [
      "no messages",
      questionTask({ ...doubling, ask: () => 7 as never }),
      /^error of openings: threw: the opening of an episode: expected a list/,
    ],
    [
      "an assistant who opens",
      questionTask({ ...doubling, ask: ({ x }) => [{ role: "assistant", content: `2*${x}?` }] }),
      /^warning of openings: train example 0 opens with an assistant's message last/,
    ],
    [
      "an end that never comes",
      turning(() => ({ done: false, messages: [] })),
      /^warning of ends: train example 0 goes on after 100 empty answers/,
    ],
    [
      "demonstrations that fail",
      graded(() => ({ solved: false })),
      /^error of demonstrations: 16 of 16 demonstrations do not solve .*does the checker accept/,
    ],
    [
      "some that fail",
      questionTask({ ...doubling, demonstrate: ({ x }) => String(x % 2 === 0 ? 2 * x : 0) }),
      /^warning of demonstrations: \d+ of 16 demonstrations do not solve .* imperfect/,
    ],
    [
      "a reward for solving that is none",
      graded(({ x }, answer) => ({ solved: over(x, answer), reward: { correct: 0 } })),
      /^error of demonstrations: train example 0: solving it earns 0, and saying nothing 0/,
    ],
    [
      "a reward that is no number",
      graded(({ x }, answer) => ({ solved: over(x, answer), reward: { speed: 1 / answer.length } })),
      /^error of ends: threw: .*expected a finite number as reward `speed`, found Infinity/,
    ],
    [
      "progress that is no share",
      graded(({ x }, answer) => ({ solved: over(x, answer), progress: 7 })),
      /^error of ends: threw: the grade of an answer: expected a number from 0 to 1 as `progress`, found 7 \(example ".+" answered with ""\)/,
    ],
    [
      "a checker that accepts nothing",
      graded(() => ({ solved: true })),
      /^error of wrong answers: an empty answer so/,
    ],
    [
      "a reward for nothing",
      graded(({ x }, answer) => ({
        solved: over(x, answer),
        reward: { brief: answer.length < 9 ? 0.1 : 0 },
      })),
      /^warning of wrong answers: an empty answer earns 0.1 in train example 0, which is not solved/,
    ],
    [
      "one answer for all",
      questionTask({
        ...doubling,
        grade: (_, answer) => ({ solved: answer === "ok" }),
        demonstrate: () => "ok",
      }),
      /^warning of wrong answers: the demonstration of train example 0 solves 15 of 15 others/,
    ],
    [
      "tools that fail",
      {
        ...sound,
        tools: { add: { description: "", inputSchema: { type: "object" }, execute: () => "" } },
        demonstrate: () => [
          { role: "assistant", content: "", toolCalls: [{ id: "1", name: "add", input: 1 }] },
        ],
      },
      /^error of demonstrations: the demonstration of train example 0 calls a tool in vain: Error: add: wrong input/,
    ],
    ["no turn", turning(() => undefined), /^error of ends: threw: what followed an answer: expected `done`/],
  ])("%s", async (_, environment, message) => {
    const found = await findings(environment);
    expect(
      found.filter((problem) => message.test(problem)),
      found.join("\n"),
    ).toHaveLength(1);
  });

  test("the question said again, where it often is the answer", async () => {
    const found = await findings(sorting({ difficulty: 1 }));
    expect(found).toEqual([expect.stringMatching(/the question said again solves \d+ of 16 examples/)]);
  });
});

test("members of one's own are nobody's concern", async () => {
  class Task {
    readonly name = "mine";
    readonly largest = 1000;
    generate = doubling.generate;
    id = doubling.id;
    ask = doubling.ask;
    grade = doubling.grade;
    demonstrate = doubling.demonstrate!;
    demonstrated() {
      return this.largest;
    }
  }
  expect(await checkTextEnvironment(questionTask(new Task()))).toEqual([]);
});

test("what is no text environment at all is refused", async () => {
  await expect(checkTextEnvironment({} as never)).rejects.toThrow(EnvironmentError);
  await expect(checkTextEnvironment({ ...sound, players: 0 })).rejects.toThrow(
    "environment: the text environment's `players`: expected a positive whole number, found 0",
  );
});

test("each step has so many seconds as it is given", async () => {
  const endless = new Promise<never>(() => undefined);
  const beginning = { ...sound, begin: () => endless } as Doubling;
  const judging = turning(() => endless);
  for (const [environment, check] of [
    [beginning, "repeatable"],
    [judging, "ends"],
  ] as const) {
    const problems = await checkTextEnvironment(environment, { examples: 8, environmentSeconds: 0.01 });
    expect(problems[0]).toMatchObject({ check, severity: "error" });
    expect(problems[0].message).toMatch(/^not done after 0\.01 s/);
  }
});
