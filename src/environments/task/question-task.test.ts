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
});
