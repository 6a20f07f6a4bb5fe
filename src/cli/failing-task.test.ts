import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfplay } from "./testing.conformance.js";

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-failing-"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

/** A task from a file, whose grader's body is given. */
function taskWith(name: string, grade: string): string {
  const source = `
    import { questionTask } from "selfplay/environments";
    export default questionTask({
      name: "${name}",
      generate: (random) => random.integer(100),
      id: String,
      ask: (x) => x + "?",
      grade() { ${grade} },
      demonstrate: (x) => String(x),
    });`;
  writeFileSync(join(cwd, `${name}.ts`), source);
  return `${name}.ts`;
}

const SMALL = Object.entries({
  preset: "tiny",
  "context-length": 32,
  groups: 4,
  "group-size": 4,
  "max-tokens": 3,
  evaluations: 0,
  "evaluation-examples": 5,
  "evaluation-samples": 1,
  workers: 1,
}).flatMap(([name, value]) => [`--${name}`, String(value)]);

const train = (task: string, ...args: string[]) => selfplay(["train", task, ...SMALL, ...args], { cwd });

describe("a grader that always fails", { timeout: 120_000 }, () => {
  test("is told of once while practising, at the end, and by eval", async () => {
    const task = taskWith("broken", 'throw new Error("my grader broke")');
    const { status, stdout, stderr } = await train(task, "--sft-steps", "0", "--rl-steps", "3");
    expect(status).toBe(0);
    expect(stderr).toBe(
      "warning: measurement at step 0: all 5 episodes failed, most often environment THREW: my grader broke; " +
        "practice teaches nothing and measurements say 0 while that is so\n",
    );
    expect(stdout).toMatch(
      /^48 of 48 episodes failed, most often environment THREW: my grader broke; see `npx selfplay doctor runs\/broken-1`$/m,
    );
    const measured = await selfplay(["eval", "runs/broken-1"], { cwd });
    expect(measured.stdout).toMatch(
      /^5 of 5 episodes failed, most often environment THREW: my grader broke$/m,
    );
  });

  test("is told of too where there is no practice", async () => {
    const task = taskWith("nothing", "return undefined");
    const { status, stdout, stderr } = await train(task, "--sft-steps", "2", "--rl-steps", "0");
    expect([status, stderr.match(/warning:/g)]).toEqual([0, ["warning:"]]);
    expect(stdout).toMatch(/^10 of 10 episodes failed, most often environment \w+: .*; see /m);
  });
});
