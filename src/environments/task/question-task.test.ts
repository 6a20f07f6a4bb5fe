import { describe, expect, test } from "vitest";
import { EnvironmentError, OptionError } from "../../errors.js";
import type { Random } from "../../random/index.js";
import { outcomeOf } from "../tasks/conformance/play.conformance.js";
import { type QuestionTask, questionTask } from "./question-task.js";
import { splitOf } from "./split.js";

const doubling: QuestionTask<{ readonly x: number }> = {
  name: "doubling",
  generate: (random: Random, difficulty: number) => ({ x: random.integer(10 ** difficulty) }),
  id: ({ x }) => String(x),
  ask: ({ x }) => `2*${x}=`,
  grade: ({ x }, answer) => ({ solved: answer === String(2 * x), progress: 0.5, reward: { brief: 0.25 } }),
};

describe("a task of one question", () => {
  test("asks, grades, and pays for nothing but the solution unless told so", async () => {
    const plain = questionTask(doubling, { difficulty: 2, seed: 1 });
    const example = plain.example("train", 4);
    expect((await plain.begin(example)).opening).toEqual([
      { role: "user", content: `2*${example.problem.x}=` },
    ]);
    expect(await outcomeOf(plain, example, ["no"])).toEqual({
      solved: false,
      reward: { correct: 0, format: 0, progress: 0, brief: 0.25 },
      metrics: { format: 1, progress: 0.5 },
    });
    const shaped = questionTask(doubling, { difficulty: 2, seed: 1, formatReward: 0.1, progressReward: 0.2 });
    const solution = String(2 * example.problem.x);
    expect((await outcomeOf(shaped, example, [solution]))?.reward).toEqual({
      correct: 1,
      format: 0.1,
      progress: 0.1,
      brief: 0.25,
    });
    expect(shaped.options).toEqual({ difficulty: 2, seed: 1, formatReward: 0.1, progressReward: 0.2 });
    expect("demonstrate" in shaped).toBe(false);
    expect("keepsTime" in shaped).toBe(false);
    expect(questionTask({ ...doubling, keepsTime: true }).keepsTime).toBe(true);
  });

  test("has each problem in one split only, and about a fifth held out", () => {
    const held = Array.from({ length: 2000 }, (_, i) => splitOf("doubling", String(i))).filter(
      (split) => split === "test",
    );
    expect(held.length / 2000).toBeGreaterThan(0.17);
    expect(held.length / 2000).toBeLessThan(0.23);
    const environment = questionTask(doubling);
    const ids = (split: "train" | "test") =>
      new Set(Array.from({ length: 100 }, (_, i) => environment.example(split, i).id));
    expect([...ids("train")].filter((id) => ids("test").has(id))).toEqual([]);
    expect(ids("train").size + ids("test").size).toBe(10);
  });

  test("that has no example of a split says so instead of looking for ever", () => {
    const id = Array.from({ length: 100 }, (_, i) => String(i)).find(
      (text) => splitOf("single", text) === "train",
    )!;
    const environment = questionTask({ ...doubling, name: "single", id: () => id });
    expect(environment.example("train", 0).id).toBe(id);
    expect(() => environment.example("test", 0)).toThrow(EnvironmentError);
    expect(() => environment.example("test", 0)).toThrow("belongs to the test split");
  });

  test.each([-1, 0.5, Number.NaN])("has no example number %d", (index) => {
    expect(() => questionTask(doubling).example("train", index)).toThrow(OptionError);
  });

  test.each([
    [{ ask: undefined }, "ask of the task doubling: expected a function, found nothing"],
    [
      { generate: undefined, genrate: () => 1 },
      "generate of the task doubling: expected a function (is it genrate?)",
    ],
    [{ id: "x" }, 'id of the task doubling: expected a function, found "x"'],
    [{ grade: undefined }, "grade of the task doubling: expected a function, found nothing"],
    [{ demonstrate: 5 }, "demonstrate of the task doubling: expected a function, found 5"],
  ])("with %o is refused when it is made", (part, message) => {
    const make = () => questionTask({ ...doubling, ...part } as never);
    expect(make).toThrow(OptionError);
    expect(make).toThrow(message);
  });

  test.each([
    [{ difficulty: "hard" }, 'difficulty: expected a whole number from 1, found "hard"'],
    [{ difficulty: 0 }, "difficulty: expected a whole number from 1, found 0"],
    [{ easiest: 1.5 }, "easiest: expected a whole number from 1, found 1.5"],
    [{ seed: "1" }, 'seed: expected a whole number, found "1"'],
    [{ progressReward: "0.5" }, 'progressReward: expected a number, found "0.5"'],
    [
      { dificulty: 2 },
      /^option of a task: expected difficulty, .* \(did you mean difficulty\?\), found "dificulty"$/,
    ],
    [{ formatRewrad: 1 }, /\(did you mean formatReward\?\), found "formatRewrad"$/],
    [5, "settings of a task: expected them by name, as in { difficulty: 2 }, found 5"],
  ])("cannot be made with the settings %j", (settings, message) => {
    expect(() => questionTask(doubling, settings as never)).toThrow(message);
  });

  test("may have options of its own, which are kept", () => {
    const own = { format: "short", digits: 3, speed: 2, size: 4 };
    expect(questionTask(doubling, own).options).toEqual(own);
  });

  test("may be a class's", () => {
    class Task {
      readonly name = "of-a-class";
      generate = doubling.generate;
      id({ x }: { readonly x: number }) {
        return this.words(x);
      }
      ask = doubling.ask;
      grade = doubling.grade;
      words(x: number) {
        return String(x);
      }
    }
    expect(questionTask(new Task()).example("train", 0).id).toMatch(/^\d$/);
  });
});
