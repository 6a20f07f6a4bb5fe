import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfplay } from "./testing.conformance.js";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-stuck-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

/** A task from a file whose functions begin with given statements. */
function taskWith(name: string, { example = "", demonstrate = "", grade = "" }): string {
  const source = `
    import { questionTask } from "selfplay/environments";
    const task = questionTask({
      name: "${name}",
      generate: (random) => random.integer(100),
      id: String,
      ask: (x) => x + "?",
      grade(x, answer) { ${grade} return { solved: answer === String(x) }; },
      demonstrate: String,
    });
    export default {
      ...task,
      example(split, index) { ${example} return task.example(split, index); },
      demonstrate(example) { ${demonstrate} return task.demonstrate(example); },
    };`;
  writeFileSync(join(cwd, `${name}.ts`), source);
  return `${name}.ts`;
}

const SMALL = Object.entries({
  ...{ preset: "tiny", "context-length": 32, "sft-steps": 1, "show-batch": 4, "rl-steps": 1 },
  ...{ groups: 2, "group-size": 2, "max-tokens": 3, workers: 1, "environment-seconds": 1 },
  ...{ evaluations: 0, "evaluation-examples": 5, "evaluation-samples": 1 },
}).flatMap(([name, value]) => [`--${name}`, String(value)]);

const train = (task: string) => selfplay(["train", task, ...SMALL], { cwd });
const error = (task: string, what: string) =>
  `error: ${task}: ${what}: expected an end within 1 s (environmentSeconds), found none; is there an endless loop?\n`;

describe("a task that does not come back in the main thread", { timeout: 120_000 }, () => {
  test("ends training where that is in an example", async () => {
    const task = taskWith("endless", { example: "if (index === 3) for (;;);" });
    const { status, stderr } = await train(task);
    expect([status, stderr]).toEqual([1, error(task, "`example` of train example 3")]);
  });

  test("ends training where that is in a demonstration", async () => {
    const task = taskWith("showing", { demonstrate: "for (;;);" });
    const { status, stderr } = await train(task);
    expect([status, stderr]).toEqual([1, error(task, "`demonstrate` of train example 0")]);
  });

  test("ends eval where that is in an example", async () => {
    const looping = 'if (split === "test" && index === 3 && process.argv[2] === "eval") for (;;);';
    const task = taskWith("measured", { example: looping });
    expect(await train(task)).toMatchObject({ status: 0, stderr: "" });
    const { status, stderr } = await selfplay(["eval", "runs/measured-1"], { cwd });
    expect([status, stderr]).toEqual([1, error(task, "`example` of test example 3")]);
  });

  test("ends check where that is in an example", async () => {
    const task = taskWith("checked", { example: "if (index === 3) for (;;);" });
    const { status, stderr } = await selfplay(["check", task, "--environment-seconds", "1"], { cwd });
    expect([status, stderr]).toEqual([1, error(task, "`example` of train example 3")]);
  });

  test("takes Ctrl-C when the time is over", async () => {
    const task = taskWith("pressed", {
      demonstrate: 'if (process.argv[2] === "train") console.log("showing"); for (;;);',
    });
    let told = false;
    const { status } = await selfplay(["train", task, ...SMALL], {
      cwd,
      onOutput: (stdout, kill) => {
        if (!told && stdout.includes("showing")) {
          told = true;
          kill("SIGINT");
        }
      },
    });
    expect(told).toBe(true);
    expect(status).toBe(1);
  });
});

test("check gives up a grader that never comes back", { timeout: 60_000 }, async () => {
  const task = taskWith("grading", { grade: "for (;;);" });
  const checked = ["check", task, "--environment-seconds", "0.5"];
  const { status, stdout } = await selfplay(checked, { cwd });
  expect(stdout).toMatch(/^problem +every episode ends: .* 0\.5 s .*an endless loop/m);
  expect(status).toBe(1);
});

test("a task that comes back has the results that it had", async () => {
  const task = taskWith("sound", {});
  expect(await train(task)).toMatchObject({ status: 0, stderr: "" });
  expect(await train(task)).toMatchObject({ status: 0, stderr: "" });
  const [one, other] = ["sound-1", "sound-2"].map((run) =>
    readFileSync(join(cwd, "runs", run, "episodes.jsonl"), "utf8").replace(/"timings":\{[^}]*\}/g, ""),
  );
  expect(one.length).toBeGreaterThan(100);
  expect(other).toBe(one);
}, 120_000);
