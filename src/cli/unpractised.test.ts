import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfplay } from "./testing.conformance.js";

const TASK = `
  import { questionTask } from "selfplay/environments";
  export default questionTask({
    name: "echo",
    generate: (random) => random.integer(1000),
    id: String,
    ask: (x) => x + "?",
    grade: (x, answer) => ({ solved: answer === String(x) }),
    demonstrate: String,
  });`;

const SMALL = Object.entries({
  ...{ preset: "tiny", "context-length": 32, "sft-steps": 3, "rl-steps": 1, "show-batch": 4, steps: 2 },
  ...{ evaluations: 0, "evaluation-examples": 2, "evaluation-samples": 1, workers: 1, out: "run" },
}).flatMap(([name, value]) => [`--${name}`, String(value)]);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-unpractised-"));
  writeFileSync(join(cwd, "task.ts"), TASK);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test("episodes of a run that has not practised yet says so, and when it will", async () => {
  expect(await selfplay(["train", "task.ts", ...SMALL], { cwd })).toMatchObject({ status: 0, stderr: "" });
  const asked = (...args: string[]) => selfplay(["episodes", "run", ...args], { cwd });
  const said = {
    status: 0,
    stdout: "run: it has not practised yet; practice begins after step 3, and 2 are made.\n",
    stderr: "",
  };
  expect(await asked()).toEqual(said);
  expect(await asked("--solved", "--best", "2")).toEqual(said);
  expect(JSON.parse((await asked("--json")).stdout)).toMatchObject({ matching: 0, episodes: [] });
  // As in a run that was killed before it made the file.
  rmSync(join(cwd, "run/episodes.jsonl"));
  expect(await asked()).toEqual(said);
}, 60_000);
