import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfplay } from "./testing.conformance.js";

// Sick twice over: every answer earns the same, and it is shown at a learning rate far too high.
const TASK = `
  import { questionTask } from "selfplay/environments";
  export default questionTask({
    name: "even",
    generate: (random) => random.integer(100),
    id: String,
    ask: (x) => Math.floor(x / 10) + "," + (x % 10) + "?",
    grade: () => ({ solved: false, reward: { even: 1 } }),
    demonstrate: (x) => String(x % 10),
  });`;

const SICK = Object.entries({
  preset: "tiny",
  "context-length": 32,
  "sft-steps": 16,
  "show-batch": 16,
  "show-learning-rate": 0.5,
  warmup: 1,
  "rl-steps": 4,
  groups: 4,
  "group-size": 4,
  "max-tokens": 2,
  evaluations: 0,
  "evaluation-examples": 2,
  "evaluation-samples": 1,
  workers: 1,
}).flatMap(([name, value]) => [`--${name}`, String(value)]);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "selfplay-sick-"));
  writeFileSync(join(cwd, "task.ts"), TASK);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test("doctor tells of a sick run of a language model on disk all that is wrong, and ends with status 1", async () => {
  const trained = await selfplay(["train", "task.ts", ...SICK, "--out", "run"], { cwd });
  expect([trained.status, trained.stderr]).toEqual([
    0,
    expect.stringMatching(
      /^warning: step 20 \(rl\): 100 % of the episodes with a positive reward in the last 4 steps are not solved: the reward .*`selfplay doctor RUN` says more\n$/,
    ),
  ]);
  expect(trained.stdout).toMatch(
    /^Rewarded but not solved: 100\.0 % of the episodes with a positive reward, in the last 2 steps of practice; see `npx selfplay doctor run`$/m,
  );
  expect(trained.stdout).toMatch(/^ {2}what is wrong +npx selfplay doctor run$/m);
  const { status, stdout, stderr } = await selfplay(["doctor", "run", "--json"], { cwd });
  expect([status, stderr]).toEqual([1, ""]);
  const { rounds, findings } = JSON.parse(stdout);
  expect(rounds).toBe(20);
  const names = findings.map(({ name }: { readonly name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["rising-loss", "no-signal", "hackable-reward"]));
  const words = await selfplay(["doctor", "run"], { cwd });
  expect(words.status).toBe(1);
  expect(words.stdout).toMatch(/^problem {2}The model is thrown off by what it is shown: the loss rises\.$/m);
  expect(words.stdout).toMatch(/^ +→ Lower --show-learning-rate by a factor of three to ten/m);
  expect(words.stdout).toMatch(/^problem {2}Every answer earns the same reward, /m);
}, 120_000);
