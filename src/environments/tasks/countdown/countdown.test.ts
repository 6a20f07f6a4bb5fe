import { describe, expect, test } from "vitest";
import { Random } from "../../../random/index.js";
import { outcomeOf } from "../conformance/play.conformance.js";
import { countdown } from "./countdown.js";
import { gradeCountdown } from "./grade.js";
import { randomProblem } from "./problem.js";
import { solveCountdown } from "./solver.js";

describe("the checker", () => {
  const problem = { numbers: [25, 5, 4, 4], target: 80 };
  test.each([
    "25-5=20\n20*4=80\n80",
    "25-5=20\n20*4=80",
    "25+5=30\nno\n25-5=20\n20*4=80\n80",
    "25 - 5 = 20\n20 × 4 = 80",
    "(25-5)*4",
    "4*(25-5) = 80",
    "Let me think.\nAnswer: (25-5)*4",
    "Answer: 4 × (25 − 5).",
    "<think>25+5=30</think>(25-5)*4",
    "-(5-25)*4",
    "5*4*4",
    "25*4-5*4",
    "Answer:\n25-5=20\n20*4=80",
  ])("accepts %j", (text) => expect(gradeCountdown(problem, text).solved).toBe(true));

  test.each([
    ["", 0],
    ["80", 0],
    ["no idea", 0],
    ["25-5=20", 1],
    ["25-5=20\n20*4=80\n81", 1],
    ["25-5=21\n21*4=80\n80", 1],
    ["20*4=80\n80", 1],
    ["25-5=20\n20*4=80\n80-4=76\n76", 1],
    ["25-5=20\n20*4=80\nno\n25+5=30", 1],
    ["5*4*5", 1],
    ["(25-5)*4*4/4/1*1", 1],
    ["16*5", 1],
    ["Answer: (25-5)*4+0", 1],
    ["(25-5)*4=81", 1],
    ["4/0=80", 1],
  ])("does not accept %j", (text, format) => {
    const grade = gradeCountdown(problem, text);
    expect(grade.solved).toBe(false);
    expect(grade.format).toBe(format);
  });

  test("a number twice only where it is given twice", () => {
    expect(gradeCountdown({ numbers: [4, 4, 5], target: 16 }, "4*4").solved).toBe(true);
    expect(gradeCountdown({ numbers: [4, 5], target: 16 }, "4*4").solved).toBe(false);
    expect(gradeCountdown({ numbers: [4, 5], target: 16 }, "4*4=16\n16").solved).toBe(false);
    expect(gradeCountdown({ numbers: [6, 6], target: 1 }, "6/6=1\n1").solved).toBe(true);
  });

  test("fractions on the way are exact", () => {
    expect(gradeCountdown({ numbers: [3, 3, 8, 8], target: 24 }, "8/(3-8/3)").solved).toBe(true);
  });

  test("legal attempts that miss are told from illegal ones", () => {
    expect(gradeCountdown(problem, "25-5=20\n20+4=24\n24")).toMatchObject({
      progress: 0.5,
      metrics: { legal: 1 },
    });
    expect(gradeCountdown(problem, "25-5=19\n19")).toMatchObject({ progress: 0, metrics: { legal: 0 } });
  });
});

describe("the solver", () => {
  test("finds the fewest steps, or that there are none", () => {
    expect(solveCountdown([25, 5, 4], 30)).toEqual([{ a: 25, operator: "+", b: 5, result: 30 }]);
    expect(solveCountdown([2, 2], 5)).toBeUndefined();
    expect(solveCountdown([1, 1, 1], 7)).toBeUndefined();
    expect(solveCountdown([7], 7)).toEqual([]);
    // The best-known of the television game: 952 from 25, 50, 75, 100, 3, 6.
    expect(solveCountdown([25, 50, 75, 100, 3, 6], 952)).toHaveLength(5);
  });

  test("solves whatever is generated", () => {
    for (let i = 0; i < 60; i++) {
      const random = new Random(3, "solver", i);
      const problem = randomProblem(random, { count: 3 + (i % 3), largest: 50, largestTarget: 200 });
      const steps = solveCountdown(problem.numbers, problem.target, random)!;
      const text = steps.map(({ a, operator, b, result }) => `${a}${operator}${b}=${result}`).join("\n");
      expect(gradeCountdown(problem, text).solved).toBe(true);
    }
  });
});

describe("demonstrations", () => {
  test("give up and search as often as asked for, and say truly what an attempt came to", async () => {
    const environment = countdown({ difficulty: 3, imperfect: 0.6, search: 0.3 });
    const EXAMPLES = 1000;
    let solved = 0;
    let searched = 0;
    for (let i = 0; i < EXAMPLES; i++) {
      const example = environment.example("train", i);
      const { target } = example.problem;
      const [{ content }] = environment.demonstrate!(example);
      const outcome = await outcomeOf(environment, example, [content]);
      expect(outcome!.solved).toBe(content.endsWith(`=${target}\n${target}`));
      expect(outcome!.solved).toBe(!content.endsWith("\nno"));
      const missed = [...content.matchAll(/=(\d+)\nno/g)].map(([, result]) => Number(result));
      expect(missed).not.toContain(target);
      if (missed.length > (outcome!.solved ? 0 : 1)) searched++;
      if (outcome!.solved) solved++;
    }
    expect(solved / EXAMPLES).toBeCloseTo(0.4, 1);
    expect(searched / EXAMPLES).toBeCloseTo(0.3, 1);
  });

  test("do not try the same twice", () => {
    const environment = countdown({ difficulty: 2, imperfect: 1, search: 1 });
    for (let i = 0; i < 100; i++) {
      const [{ content }] = environment.demonstrate!(environment.example("train", i));
      const attempts = content.split(/\nno\n?/).slice(0, -1);
      expect(attempts.length).toBeGreaterThan(1);
      expect(new Set(attempts).size).toBe(attempts.length);
    }
  });

  test("end with an expression in a chat", () => {
    const environment = countdown({ difficulty: 3, style: "chat", search: 1 });
    const example = environment.example("train", 0);
    const [{ content }] = environment.demonstrate!(example);
    expect(content).toMatch(/\nno\n[\s\S]*\nAnswer: [\d+\-*/()]+$/);
  });
});
