import { describe, expect, test } from "vitest";
import { EnvironmentError } from "../../../errors.js";
import { outcomeOf, promptOf, total } from "../conformance/play.conformance.js";
import { environmentByName } from "../registry.js";
import { code } from "./code.js";
import { gradeProgram, programIn } from "./grade.js";
import type { CallResult, JsonValue, RunProgram } from "./run-program.js";

describe("the program in an answer", () => {
  const program = "function f(x){return x}";
  test.each([
    program,
    `  ${program}\n`,
    `Here it is:\n\`\`\`js\n${program}\n\`\`\`\nDone.`,
    `\`\`\`\nlet first\n\`\`\`\nor rather\n\`\`\`javascript\n${program}\n\`\`\``,
    `\`\`\`js\n${program}`,
    `<think>\`\`\`js\nno\n\`\`\`</think>${program}`,
  ])("is found in %j", (text) => expect(programIn(text)).toBe(program));
});

describe("the checker", () => {
  /** Stands for the sandbox: gives each call the result that is wanted for its number. */
  const runnerGiving =
    (result: (call: number, input: JsonValue) => CallResult): RunProgram =>
    async (_source, _entry, calls) =>
      calls.map(([input], i) => result(i, input));
  const failure = (reason: "syntax" | "time" | "threw"): CallResult => ({ ok: false, reason, message: "" });
  const judge = async (result: (call: number, output: JsonValue) => CallResult) => {
    const example = code(runnerGiving(() => failure("threw"))).example("test", 0);
    const outputs = [...example.problem.shown, ...example.problem.hidden].map(({ output }) => output);
    const environment = code(
      runnerGiving((i) => result(i, outputs[i])),
      { progressReward: 0.5 },
    );
    return (await outcomeOf(environment, example, ["the program"]))!;
  };

  test("wants every test to pass", async () => {
    const all = await judge((_, value) => ({ ok: true, value }));
    expect(all).toMatchObject({ solved: true, metrics: { shown: 1, hidden: 1, progress: 1, overTime: 0 } });
    const one = await judge((i, value) => (i === 5 ? failure("time") : { ok: true, value }));
    expect(one).toMatchObject({
      solved: false,
      metrics: { shown: 1, hidden: 7 / 8, overTime: 1, format: 1 },
    });
    expect(total(one)).toBeCloseTo((0.5 * 7) / 8);
  });

  test("is not content with the examples that are shown", async () => {
    const outcome = await judge((i, value) => (i < 2 ? { ok: true, value } : { ok: true, value: null }));
    expect(outcome).toMatchObject({ solved: false, metrics: { shown: 1, hidden: 0 } });
    expect(total(outcome)).toBe(0);
  });

  test.each([undefined, null, Number.NaN, 7n, [undefined], [[1]], { 0: 1 }])(
    "takes %s for no result that is wanted",
    async (value) => {
      const outcome = await judge(() => ({ ok: true, value }));
      expect(outcome).toMatchObject({ solved: false, metrics: { shown: 0, hidden: 0, format: 1 } });
    },
  );

  test("takes negative zero for zero", async () => {
    const problem = { stages: [], shown: [{ input: 1, output: 0 }], hidden: [{ input: 2, output: [0] }] };
    const run = runnerGiving((call) => ({ ok: true, value: call === 0 ? -0 : [-0] }));
    expect((await gradeProgram(run, problem, "", new AbortController().signal)).solved).toBe(true);
  });

  test("gives no format to what is no program, and takes missing results for failures", async () => {
    expect((await judge(() => failure("syntax"))).metrics).toMatchObject({ format: 0, hidden: 0 });
    const environment = code(async () => []);
    const outcome = await outcomeOf(environment, environment.example("train", 0), ["f"]);
    expect(outcome).toMatchObject({ solved: false, metrics: { hidden: 0 } });
  });

  test("hands the program's calls and the episode's signal to the runner", async () => {
    const seen: unknown[] = [];
    const environment = code(async (source, entry, calls, { signal }) => {
      seen.push(source, entry, calls, signal.aborted);
      return [];
    });
    const example = environment.example("train", 1);
    await outcomeOf(environment, example, ["let f=1"]);
    const inputs = [...example.problem.shown, ...example.problem.hidden].map(({ input }) => [input]);
    expect(seen).toEqual(["let f=1", "f", inputs, false]);
  });
});

test("kinds of problems can be held out, whatever their numbers", () => {
  const environment = code(async () => [], { heldOut: "kinds" });
  const kinds = (split: "train" | "test") =>
    new Set(Array.from({ length: 150 }, (_, i) => environment.example(split, i).problem.stages[0].id));
  const [train, held] = [kinds("train"), kinds("test")];
  expect([...held].filter((id) => train.has(id))).toEqual([]);
  expect(held.size).toBeGreaterThan(5);
});

test("prompts are short, or in words", async () => {
  const plain = code(async () => [], { difficulty: 2 });
  const example = plain.example("train", 0);
  expect(await promptOf(plain, example)).toMatch(/^f\(x\): .+, then .+\nf\(.+\)=.+\nf\(.+\)=.+\n$/);
  const chat = code(async () => [], { difficulty: 2, style: "chat" });
  expect(await promptOf(chat, example)).toMatch(/^Write a JavaScript function `f\(x\)`, where x is a/);
});

test("without something to run programs with there is no such environment", () => {
  expect(() => environmentByName("code")).toThrow(EnvironmentError);
  expect(() => environmentByName("code")).toThrow("expected `runProgram`");
});
