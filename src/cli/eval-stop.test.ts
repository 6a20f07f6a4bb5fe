import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfplay } from "./testing.conformance.js";

// While it is measured by itself, all but the first three answers wait for a judge that never speaks.
const TASK = `
  import { questionTask } from "selfplay/environments";
  let judged = 0;
  export default questionTask({
    name: "slow",
    generate: (random) => random.integer(1000),
    id: String,
    ask: (x) => x + "?",
    grade: (x, answer) => {
      const verdict = { solved: answer === String(x) };
      if (!process.argv.includes("eval") || ++judged <= 3) return verdict;
      if (judged === 4) console.log("judging");
      return new Promise(() => {});
    },
    demonstrate: String,
  });`;

const SMALL = Object.entries({
  ...{ preset: "tiny", "context-length": 32, "sft-steps": 1, "rl-steps": 0, "show-batch": 4 },
  ...{ evaluations: 0, "evaluation-examples": 2, "evaluation-samples": 1, workers: 1 },
}).flatMap(([name, value]) => [`--${name}`, String(value)]);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-slow-"));
  writeFileSync(join(cwd, "task.ts"), TASK);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "eval that %s stops says how many answers were judged, and nothing of what they were like",
  async (name, status) => {
    const out = `run-${name}`;
    expect(await selfplay(["train", "task.ts", ...SMALL, "--out", out], { cwd })).toMatchObject({
      status: 0,
    });
    let told = false;
    const stopped = await selfplay(["eval", out, "--examples", "10", "--samples", "4", "--json"], {
      cwd,
      onOutput: (_, kill) => {
        if (!told) kill(name);
        told = true;
      },
    });
    expect(stopped).toEqual({
      status,
      stdout: "judging\n",
      stderr: "Stopped: 3 of 50 answers were judged. Nothing is told of a part of them.\n",
    });
  },
  120_000,
);
